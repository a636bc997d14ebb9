import { setTimeout as timeout } from "node:timers/promises";
import type { HttpDeps } from "@bellwether/markets/http";

/** Network, clock and randomness of this process, for markets that are read over HTTP. */
export const liveHttp: HttpDeps = {
  fetch,
  systemNow: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await timeout(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch {
      // Aborted: the sleep ends early.
    }
  },
  random: Math.random,
};
