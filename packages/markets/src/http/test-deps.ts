import type { Log, LogFields } from "@bellwether/core/log";
import type { HttpDeps } from "./request.ts";

/** A world for HTTP adapters in which sleeping takes no time: the clock jumps, and what was slept
 *  is written down. `random` is the backoff's; the most by default. */
export function testDeps(options: { nowMs: number; random?: () => number }): HttpDeps & {
  readonly slept: number[];
  readonly log: Pick<Log, "warn">;
  /** What was warned of. */
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
      // The network takes no time: the clock stands while a request is on its way.
      while (onTheWay.size > 0) await Promise.allSettled(onTheWay);
      nowMs += durationMs;
      // Lets everything that is waiting take its turn, as a real timer would.
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
