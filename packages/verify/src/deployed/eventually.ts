import { setTimeout } from "node:timers/promises";
import { isEmulated } from "./account.ts";

const PAUSE_MS = 250;

/** Longest delay until an effect is visible: CloudWatch publishes minutes later. */
export const PATIENCE_MS = isEmulated() ? 40_000 : 600_000;

/** Repeats the query until its answer is accepted. On a timeout, throws with the last answer. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  isEnough: (answer: T) => boolean,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    if (Date.now() > deadline) {
      const last = JSON.stringify(answer)?.slice(0, 2_000);
      throw new Error(`${what}: not within ${patienceMs / 1_000} s; last: ${last}`);
    }
    await setTimeout(PAUSE_MS);
  }
}
