import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { SystemNow } from "@bellwether/core/time";

/** Tells a monitoring service that the schedule runs. When the calls stop, the service tells
 *  somebody: a process that is gone cannot. */
export type Heartbeat = Readonly<{
  /** Calls the service, and does not wait for it. */
  beat: () => void;
  /** Why the last call failed; null when it did not. */
  failure: () => string | null;
}>;

const TIMEOUT_MS = 10_000;
/** A replay runs many ticks a second. */
const LEAST_PAUSE_MS = 10_000;

export const NO_HEARTBEAT: Heartbeat = { beat: () => {}, failure: () => null };

/** Calls `url` with GET, as healthchecks.io and others take it. Follows no redirect and reads no
 *  answer. The URL identifies the check, so that no message repeats it. */
export function heartbeat({
  url,
  systemNow,
  log,
}: Readonly<{ url: string; systemNow: SystemNow; log: Log }>): Heartbeat {
  let failure: string | null = null;
  let isCalling = false;
  let lastMs = Number.NEGATIVE_INFINITY;
  const call = async (): Promise<void> => {
    const response = await fetch(url, {
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
  };
  const settle = async (): Promise<void> => {
    try {
      await call();
      failure = null;
    } catch (error) {
      // `fetch` names the reason in the cause.
      const told = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
      const reason = messageOf(told).replaceAll(url, "(the URL)");
      failure = `the heartbeat was not taken: ${reason} (BELLWETHER_HEARTBEAT_URL)`;
      log.warn("the heartbeat was not taken", { reason });
    } finally {
      isCalling = false;
    }
  };
  return {
    failure: () => failure,
    beat() {
      const elapsedMs = systemNow() - lastMs;
      if (isCalling || (elapsedMs >= 0 && elapsedMs < LEAST_PAUSE_MS)) return;
      isCalling = true;
      lastMs = systemNow();
      void settle();
    },
  };
}
