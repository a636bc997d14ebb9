import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { SystemNow } from "@bellwether/core/time";

/** Calls a monitoring service after each run. When the calls stop, the service sends an alert, which
 *  a process that has died cannot do. */
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

/** Calls `url` with GET, which healthchecks.io and similar services expect. Follows no redirect and
 *  reads no response body. The URL is a secret: it never appears in a message. */
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
  const attempt = async (): Promise<void> => {
    try {
      await call();
      failure = null;
    } catch (error) {
      // `fetch` names the reason in the cause.
      const cause = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
      const reason = messageOf(cause).replaceAll(url, "(the URL)");
      failure = `the heartbeat failed: ${reason} (BELLWETHER_HEARTBEAT_URL)`;
      log.warn("the heartbeat failed", { reason });
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
      void attempt();
    },
  };
}
