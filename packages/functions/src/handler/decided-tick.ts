import type { ReadDecisions } from "@bellwether/core/signal";
import { type Instant, tickAtOrBefore } from "@bellwether/core/time";

/** The tick that an instant stands for: that of a run by hand, or else the newest scheduled one. */
export async function decidedTick(read: ReadDecisions, at: Instant): Promise<Instant> {
  const scheduled = tickAtOrBefore(at);
  if (at === scheduled || (await read(at)).length > 0) return at;
  return scheduled;
}
