import * as z from "zod";
import { HALF_HOUR_SECONDS, type Instant, instantSchema, MINUTE_SECONDS } from "../time/instant.ts";
import { tickAfter, tickAtOrBefore } from "../time/schedule.ts";

export const RUN_MISSED = "RunMissed";

/** A due tick without a run counts as missed after this long; a run takes seconds. */
const MISSED_AFTER_SECONDS = 5 * MINUTE_SECONDS;

/** Due ticks without a run. Detail of the `RunMissed` event. */
export const runMissedSchema = z.object({
  schema: z.literal(1),
  /** The newest missed tick. */
  tick: instantSchema,
  /** The oldest missed tick and the number of them, if more than one: a machine was asleep. */
  first_tick: instantSchema.optional(),
  count: z.int().min(2).optional(),
});
export type RunMissed = Readonly<z.infer<typeof runMissedSchema>>;

/** The due ticks after `since` without a run, newest first. A tick of the last five minutes may
 *  still get a run, so it is excluded. */
export function missedTicks(ran: readonly Instant[], since: Instant, asOf: Instant): Instant[] {
  const known = new Set(ran);
  const missed: Instant[] = [];
  const newest = tickAtOrBefore(asOf - MISSED_AFTER_SECONDS);
  for (let tick = newest; tick >= tickAfter(since); tick -= HALF_HOUR_SECONDS) {
    if (!known.has(tick)) missed.push(tick);
  }
  return missed;
}
