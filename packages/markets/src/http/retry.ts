import type { HttpDeps } from "./request.ts";
import type { Verdict } from "./verdict.ts";

export type RetryPolicy = Readonly<{
  /** How often a question is asked, at most. */
  attempts: number;
  /** The backoff before the second attempt, at most; it doubles with each further one. */
  firstBackoffMs: number;
  /** How long all the waiting between attempts may take. */
  patienceMs: number;
}>;

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 5,
  firstBackoffMs: 400,
  patienceMs: 45_000,
};

/** Asks until there is an answer, a verdict that asking again is no use, or no more patience.
 *  Waits at random below an exponential bound, and at least as long as the server asks.
 *  Rejects with the verdict's `MarketError`. */
export async function askRepeatedly<T>(
  deps: Pick<HttpDeps, "sleep" | "random">,
  policy: RetryPolicy,
  ask: (attempt: number) => Promise<Verdict<T>>,
): Promise<T> {
  let waitedMs = 0;
  for (let attempt = 1; ; attempt += 1) {
    const verdict = await ask(attempt);
    if (verdict.kind === "answer") return verdict.value;
    if (verdict.kind === "stop" || attempt >= policy.attempts) throw verdict.error;
    const backoffMs = deps.random() * policy.firstBackoffMs * 2 ** (attempt - 1);
    const waitMs = Math.max(verdict.afterMs, Math.ceil(backoffMs));
    waitedMs += waitMs;
    if (waitedMs > policy.patienceMs) throw verdict.error;
    await deps.sleep(waitMs);
  }
}
