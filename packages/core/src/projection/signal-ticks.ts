import * as z from "zod";
import { dayOf } from "../time/day.ts";
import { type Instant, instantSchema } from "../time/instant.ts";

/** When the stored orders of a workflow were placed, ascending. DynamoDB stores it as a number set:
 *  adding a number twice changes nothing, so a record that is delivered again is not counted again. */
export const signalTicksSchema = z.preprocess(
  (stored) => (stored instanceof Set ? [...stored].toSorted((a, b) => a - b) : stored),
  z.array(instantSchema),
);

/** The days that `signalsPerDay` counts, the current one included. */
const COUNTED_DAYS = 7;

/** Signals per UTC day, oldest first, the current day last. By the calendar, so that the counts
 *  change only when a signal comes and at midnight; no order of these days has expired. */
export function signalsPerDay(ticks: readonly Instant[], asOf: Instant): readonly number[] {
  const today = dayOf(asOf);
  const counts = Array.from({ length: COUNTED_DAYS }, () => 0);
  for (const tick of ticks) {
    const place = COUNTED_DAYS - 1 - (today - dayOf(tick));
    if (place >= 0 && place < COUNTED_DAYS) counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}
