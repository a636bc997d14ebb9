import type { OperationsPort } from "@bellwether/core/api";
import { type SystemStatusDeps, systemStatus } from "@bellwether/functions/handler";
import type { StreamConsumer } from "@bellwether/stream-consumer";
import type { ChosenMarket } from "../market/chosen-market.ts";
import type { Queues } from "../queue/queue.ts";

export type LocalOperationsDeps = Omit<SystemStatusDeps, "readQueues" | "readProjector"> &
  Readonly<{
    queues: Queues;
    stream: Pick<StreamConsumer, "snapshot">;
    startRun: OperationsPort["startRun"];
    /** Why the database does not take writes; null while it does. */
    writeFailure: () => string | null;
    market: Pick<ChosenMarket, "clockProblem">;
  }>;

/** The status, the dead letters and the runs of this machine, for the API. */
export function localOperations(deps: LocalOperationsDeps): OperationsPort {
  const { queues, stream, startRun } = deps;
  const readStatus = systemStatus({
    ...deps,
    readQueues: async () => queues.all().map((queue) => queue.depth()),
    async readProjector() {
      const { iteratorAgeMs, failure } = stream.snapshot();
      return { iteratorAgeMs, failure };
    },
  });
  const queueOf = (name: string) => queues.all().find((one) => one.name === name);
  return {
    async readStatus() {
      const status = await readStatus();
      const found = [deps.writeFailure(), deps.market.clockProblem()].filter(
        (problem) => problem !== null,
      );
      return { ...status, problems: [...found, ...status.problems] };
    },
    startRun,
    redrive: async (name) => (await queueOf(name)?.redrive()) ?? null,
    discard: async (name, ids) => (await queueOf(name)?.discard(ids)) ?? null,
    listDeadLetters: async (name, limit) =>
      queueOf(name)
        ?.deadLetters()
        .slice(0, limit)
        .map(({ id, body, reason }) => ({ id, body, reason: reason ?? null })) ?? null,
  };
}
