import { setTimeout as timeout } from "node:timers/promises";
import type { StreamConsumerDeps } from "./consumer-interface.ts";

/** The clock, the randomness and the timers of this process, for `streamConsumer`. A test passes
 *  its own instead. */
export const processRuntime: Pick<StreamConsumerDeps, "systemNow" | "random" | "sleep"> = {
  systemNow: Date.now,
  random: Math.random,
  async sleep(durationMs, signal) {
    try {
      await timeout(durationMs, undefined, { signal });
    } catch {
      // Aborted: the sleep ends early.
    }
  },
};
