import { dayOf, isWeekend } from "../time/day.ts";
import { HALF_HOUR_SECONDS, type Instant } from "../time/instant.ts";
import type { Candle } from "./candle.ts";
import { dueHalfHour, openingOf, SESSION_RULES, type Traded } from "./session.ts";

/** How many ended half-hours of the session have no row at a tick, on its day and on the trading day
 *  before. Rows oldest first. By the clock alone: a half-hour without trades counts, and so do those
 *  after an early close. Compare the number with that of another time: it is smaller once late rows
 *  have arrived. */
export function missingRows(rows: readonly Candle[], traded: Traded, tick: Instant): number {
  const rule = SESSION_RULES[traded.session];
  const today = dayOf(tick);
  const before = dueHalfHour(traded, openingOf(rule, today));
  const days = before === null ? [today] : [dayOf(before), today];
  let missing = 0;
  for (const day of days) {
    if (!rule.weekends && isWeekend(day)) continue;
    const opening = openingOf(rule, day);
    const ended = Math.floor((tick - opening) / HALF_HOUR_SECONDS);
    const expected = Math.max(0, Math.min(ended, rule.hours * 2));
    missing += expected - rowsWithin(rows, opening, opening + expected * HALF_HOUR_SECONDS);
  }
  return missing;
}

/** Counts from the newest row back. */
function rowsWithin(rows: readonly Candle[], from: Instant, to: Instant): number {
  let count = 0;
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const { start } = rows[at] as Candle;
    if (start < from) break;
    if (start < to) count += 1;
  }
  return count;
}
