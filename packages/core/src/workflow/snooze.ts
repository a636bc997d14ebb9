import * as z from "zod";
import { type Instant, instantSchema } from "../time/instant.ts";

/** A snoozed workflow is evaluated, stored and shown, and not announced. */
export const snoozeSchema = z.object({
  /** When it was snoozed. */
  snoozed_at: instantSchema,
  /** Announced again from this instant on; null: once the episode of `snoozed_at` has ended. */
  snoozed_until: instantSchema.nullable(),
});
export type Snooze = Readonly<z.infer<typeof snoozeSchema>>;

/** Whether signals of an episode are snoozed at an instant. `episode` is the tick that began it, so
 *  an episode that began after `snoozed_at` is another one. */
export function isSnoozed(
  snooze: Snooze | undefined,
  { at, episode }: { readonly at: Instant; readonly episode: Instant },
): boolean {
  if (snooze === undefined) return false;
  if (snooze.snoozed_until !== null) return at < snooze.snoozed_until;
  return episode <= snooze.snoozed_at;
}
