import { setTimeout as timeout } from "node:timers/promises";
import type { Sleep, SystemNow } from "@bellwether/core/time";

export type FastTime = Readonly<{ systemNow: SystemNow; sleep: Sleep }>;

/** The machine's clock, sped up by `factor`: an outage of a minute is over in seconds, and every
 *  backoff, lease and pause is scaled alike. */
export function fastTime(factor: number): FastTime {
  const startedMs = Date.now();
  const startedAt = performance.now();
  return {
    systemNow: () => startedMs + factor * (performance.now() - startedAt),
    async sleep(durationMs, signal) {
      try {
        await timeout(durationMs / factor, undefined, signal === undefined ? {} : { signal });
      } catch {
        // The abort signal ended the sleep early.
      }
    },
  };
}
