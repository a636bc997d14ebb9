import * as z from "zod";
import { HALF_HOUR_SECONDS, type Instant, instantSchema, MINUTE_SECONDS } from "../time/instant.ts";
import { tickAfter, tickAtOrBefore } from "../time/schedule.ts";

export const RUN_MISSED = "RunMissed";

/** A due tick that no run stands for is missed after this long: a run takes seconds. */
const MISSED_AFTER_SECONDS = 5 * MINUTE_SECONDS;

/** The fact that no run stands for ticks that were due. Detail of the `RunMissed` event. */
export const runMissedSchema = z.object({
  schema: z.literal(1),
  /** The newest of them. */
  tick: instantSchema,
  /** The oldest, and how many they are, where it is more than one: a machine that slept. */
  first_tick: instantSchema.optional(),
  count: z.int().min(2).optional(),
});
export type RunMissed = Readonly<z.infer<typeof runMissedSchema>>;

/** The due ticks after `since` without a run, newest first; the last five minutes may still come. */
export function missedTicks(ran: readonly Instant[], since: Instant, asOf: Instant): Instant[] {
  const known = new Set(ran);
  const missed: Instant[] = [];
  const newest = tickAtOrBefore(asOf - MISSED_AFTER_SECONDS);
  for (let tick = newest; tick >= tickAfter(since); tick -= HALF_HOUR_SECONDS) {
    if (!known.has(tick)) missed.push(tick);
  }
  return missed;
}
