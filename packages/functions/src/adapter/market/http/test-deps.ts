import type { HttpDeps } from "./request.ts";

/** A world for HTTP adapters in which sleeping takes no time: the clock jumps, and what was slept
 *  is written down. `random` is the backoff's; the most by default. */
export function testDeps(options: { nowMs: number; random?: () => number }): HttpDeps & {
  readonly slept: number[];
  readonly advance: (durationMs: number) => void;
} {
  let nowMs = options.nowMs;
  const slept: number[] = [];
  return {
    fetch,
    systemNow: () => nowMs,
    sleep: async (durationMs) => {
      slept.push(durationMs);
      nowMs += durationMs;
      // Lets everything that is waiting take its turn, as a real timer would.
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: options.random ?? (() => 1),
    slept,
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}
