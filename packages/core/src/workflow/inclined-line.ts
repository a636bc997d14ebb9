import type { Session } from "../market/instrument.ts";
import type { SeriesFailure } from "../market/series.ts";
import { type EpochDay, fromIsoDate } from "../time/day.ts";
import { DAY_SECONDS, type Instant } from "../time/instant.ts";
import type { Indicator } from "./indicator.ts";
import type { MarketView } from "./market-view.ts";

export type InclinedLine = Extract<Indicator, { name: "inclined" }>;

export type LineResult =
  | { readonly kind: "value"; readonly value: number }
  | {
      readonly kind: "unavailable";
      readonly reason: SeriesFailure | "line without open days";
      readonly detail: string;
    };

/** The value of a line through two points at a tick, in points. Time is counted in days on which
 *  the instrument had traded by then: not the first one, and the day of the tick if it has opened.
 *  Engine, explanation, replay and chart all use this function, so that they show one value. */
export function lineValue(
  line: InclinedLine,
  {
    code,
    session,
    tick,
  }: { readonly code: string; readonly session: Session; readonly tick: Instant },
  view: Pick<MarketView, "openDays">,
): LineResult {
  const open = view.openDays(code, session, tick);
  if (open.kind === "unavailable") return open;
  const first = fromIsoDate(line.x1.x);
  const between = daysIn(open.days, first, fromIsoDate(line.x2.x));
  if (between === 0) {
    const detail = `${code} did not trade between ${line.x1.x} and ${line.x2.x}: no line`;
    return { kind: "unavailable", reason: "line without open days", detail };
  }
  const since = daysIn(open.days, first, Math.ceil(tick / DAY_SECONDS));
  return {
    kind: "value",
    value: line.x1.y + ((line.x2.y - line.x1.y) / between) * since,
  };
}

/** How many of the days, oldest first, are after `after` and not after `last`. */
function daysIn(days: readonly EpochDay[], after: EpochDay, last: EpochDay): number {
  return Math.max(0, upTo(days, last) - upTo(days, after));
}

/** How many of the days are not after `last`. */
function upTo(days: readonly EpochDay[], last: EpochDay): number {
  let from = 0;
  let to = days.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((days[middle] ?? 0) <= last) from = middle + 1;
    else to = middle;
  }
  return from;
}
