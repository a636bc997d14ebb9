import { setTimeout as timeout } from "node:timers/promises";
import type { HttpDeps } from "@bellwether/markets/http";

/** The real world, for markets that are asked over the network. */
export const liveHttp: HttpDeps = {
  fetch,
  systemNow: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await timeout(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch {
      // Aborted: woken early.
    }
  },
  random: Math.random,
};
