import type { Random } from "../chance.ts";

export type Backoff = Readonly<{ firstMs: number; maxMs: number }>;

/** The pause after so many failures in a row, in milliseconds: doubles from `firstMs` to `maxMs`. */
export function backoffMs(failures: number, { firstMs, maxMs }: Backoff): number {
  return Math.min(maxMs, firstMs * 2 ** (Math.max(1, failures) - 1));
}

/** A random part of that pause, so that callers that failed together do not retry together.
 *  Source: AWS Architecture Blog, "Exponential Backoff And Jitter", full jitter. */
export function jitteredBackoffMs(failures: number, backoff: Backoff, random: Random): number {
  return random() * backoffMs(failures, backoff);
}
