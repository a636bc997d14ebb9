import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { Sleep } from "@bellwether/core/time";

export type RepeatedTask = Readonly<{
  /** Name in the log. */
  name: string;
  run: () => Promise<unknown>;
  pauseMs: number;
}>;

/** Runs a task, pauses, and runs it again, until `stopping` aborts. A failure is logged, and the
 *  next turn tries again. */
export async function repeatedly(
  { sleep, log }: Readonly<{ sleep: Sleep; log: Log }>,
  { name, run, pauseMs }: RepeatedTask,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await run();
    } catch (error) {
      log.warn(`${name} failed, retrying`, { reason: messageOf(error) });
    }
    await sleep(pauseMs, stopping);
  }
}
