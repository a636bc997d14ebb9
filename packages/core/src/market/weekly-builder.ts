import { dayOf, type EpochDay, mondayOf, startOfDay, weekdayOf } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { buildCandles, mergeCandles } from "./candle-builder.ts";
import type { Session } from "./instrument.ts";

/** Weekly candles, oldest first: the feed's weekly bars, and one more if the newest bar is not of
 *  the tick's week. That one is merged from the days of the week that have closed, if any. `weekly`
 *  are the feed's bars that start before the tick, `rows` the half-hours. */
export function buildWeeklyCandles(
  weekly: readonly Candle[],
  rows: readonly Candle[],
  session: Session,
  tick: Instant,
): Candle[] {
  const bars = weekly.filter((bar) => bar.start < tick);
  const newest = bars.at(-1);
  const week = mondayOf(dayOf(tick));
  if (newest === undefined || weekOfBar(newest.start) === week) return bars;
  const firstRow = rows.findLastIndex((row) => row.start < startOfDay(week)) + 1;
  const daysOfWeek = buildCandles(rows.slice(firstRow), session, "daily", tick);
  const current = mergeCandles(daysOfWeek);
  return current === null ? bars : [...bars, current];
}

/** The Monday of a weekly bar's week. A bar that starts on a Sunday belongs to the following week,
 *  because its feed opens the week on Sunday evening. */
function weekOfBar(start: Instant): EpochDay {
  const day = dayOf(start);
  return weekdayOf(day) === 6 ? day + 1 : mondayOf(day);
}
