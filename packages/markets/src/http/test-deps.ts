import type { Log, LogFields } from "@bellwether/core/log";
import type { HttpDeps } from "./request.ts";

/** Dependencies for HTTP adapters in which sleeping takes no time: the clock jumps, and each sleep
 *  is recorded. `random` feeds the backoff; by default it gives the longest wait. */
export function testDeps(options: { nowMs: number; random?: () => number }): HttpDeps & {
  readonly slept: number[];
  readonly log: Pick<Log, "warn">;
  /** The warnings logged. */
  readonly warned: (LogFields | undefined)[];
  readonly advance: (durationMs: number) => void;
} {
  let nowMs = options.nowMs;
  const slept: number[] = [];
  const warned: (LogFields | undefined)[] = [];
  const onTheWay = new Set<Promise<unknown>>();
  return {
    fetch: async (...request) => {
      const answer = fetch(...request);
      onTheWay.add(answer);
      return answer.finally(() => onTheWay.delete(answer));
    },
    systemNow: () => nowMs,
    sleep: async (durationMs) => {
      slept.push(durationMs);
      // The network takes no time: the clock stands still during a request.
      while (onTheWay.size > 0) await Promise.allSettled(onTheWay);
      nowMs += durationMs;
      // Lets pending tasks run, as a real timer would.
      await new Promise((resolve) => setImmediate(resolve));
    },
    random: options.random ?? (() => 1),
    slept,
    log: { warn: (_, fields) => warned.push(fields) },
    warned,
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}
