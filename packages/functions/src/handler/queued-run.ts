import { explain, scheduledRunSchema } from "@bellwether/core/event";
import { DONE, type HandleMessage } from "./queue-consumer.ts";
import type { RunResult } from "./run-result.ts";

export type QueuedRunDeps = Readonly<{ run: (request: unknown) => Promise<RunResult> }>;

/** Runs a tick of a queue; the message is what the scheduler sent. A tick that became too old while
 *  its run kept failing is a dead letter at once: no retry can evaluate it. */
export const queuedRunHandler =
  ({ run }: QueuedRunDeps): HandleMessage<unknown> =>
  async (request) => {
    const parsed = scheduledRunSchema.safeParse(request);
    if (!parsed.success) {
      return { kind: "poison", reason: `not a scheduled run: ${explain(parsed.error)}` };
    }
    const result = await run(request);
    return result.kind === "missed"
      ? { kind: "poison", reason: `missed: ${result.late_seconds} seconds late` }
      : DONE;
  };
