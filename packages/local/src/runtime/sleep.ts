import { setTimeout as timeout } from "node:timers/promises";
import type { Sleep } from "@bellwether/core/time";

/** Sleeps by the machine's clock, and wakes early when the signal aborts. */
export const sleep: Sleep = async (durationMs, signal) => {
  try {
    await timeout(durationMs, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Aborted: woken early.
  }
};
