import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import { MINUTE_SECONDS, type Sleep } from "@bellwether/core/time";

/** A refresh token lives for forty minutes. */
const RENEW_EVERY_MS = 10 * MINUTE_SECONDS * 1_000;

/** Renews a login while Bellwether runs, also through a weekend without a run. Ends when `stopping`
 *  aborts. */
export async function keepLoginAlive(
  { keepAlive, sleep, log }: { keepAlive: () => Promise<void>; sleep: Sleep; log: Log },
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await keepAlive();
    } catch (error) {
      const reason = messageOf(error);
      log.error("the login could not be renewed", { reason });
    }
    await sleep(RENEW_EVERY_MS, stopping);
  }
}
