import { jitteredBackoffMs } from "@bellwether/core/failure";
import type { Priority } from "./budget.ts";
import type { HttpDeps } from "./request.ts";
import type { Verdict } from "./verdict.ts";

export type RetryPolicy = Readonly<{
  /** The maximum number of attempts. */
  attempts: number;
  /** The maximum backoff before the second attempt. It doubles with each further one. */
  firstBackoffMs: number;
  /** The upper limit of the doubled backoff. */
  maxBackoffMs: number;
  /** The maximum total wait between attempts. */
  patienceMs: number;
}>;

/** A person waits for the answer, so a failure that lasts for seconds is reported. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 5,
  firstBackoffMs: 400,
  maxBackoffMs: 10_000,
  patienceMs: 45_000,
};

/** A tick stays valid for 25 minutes, and other series are read meanwhile. Two requests in a row
 *  that both wait as long as allowed still end within the five minutes that a run may take on
 *  AWS. */
const ENGINE_RETRY_POLICY: RetryPolicy = {
  attempts: 14,
  firstBackoffMs: 1_000,
  maxBackoffMs: 20_000,
  patienceMs: 120_000,
};

/** The retry policy for each priority. */
export function retryPolicyOf(priority: Priority): RetryPolicy {
  return priority === "engine" ? ENGINE_RETRY_POLICY : DEFAULT_RETRY_POLICY;
}

/** Retries until there is an answer, a verdict that is not retryable, or no time left. The wait is
 *  random below an exponential bound, and at least as long as the server asks. Rejects with the
 *  verdict's `MarketError`. */
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
    const backoff = { firstMs: policy.firstBackoffMs, maxMs: policy.maxBackoffMs };
    const pauseMs = jitteredBackoffMs(attempt, backoff, deps.random);
    const waitMs = Math.max(verdict.afterMs, Math.ceil(pauseMs));
    waitedMs += waitMs;
    if (waitedMs > policy.patienceMs) throw verdict.error;
    await deps.sleep(waitMs);
  }
}
