import type { OperationsPort, QueueStatus } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import type { ChannelRecords } from "@bellwether/core/channel";
import type { Sleep, SystemNow } from "@bellwether/core/time";
import { type SystemStatusDeps, systemStatus, testChannel } from "@bellwether/functions/handler";
import type { StreamConsumer } from "@bellwether/stream-consumer";
import type { LocalChannels } from "../channel/configured.ts";
import type { ChosenMarket } from "../market/chosen-market.ts";
import type { AbandonedQueue } from "../queue/abandoned-queue.ts";
import type { Queues } from "../queue/queue.ts";

export type LocalOperationsDeps = Omit<
  SystemStatusDeps,
  "readQueues" | "readProjector" | "announcing" | "readChannel"
> &
  Readonly<{
    queues: Queues;
    stream: Pick<StreamConsumer, "snapshot">;
    channels: LocalChannels;
    channelRecords: ChannelRecords;
    startRun: OperationsPort["startRun"];
    /** What is wrong outside of the pipeline. */
    heartbeatFailure: () => string | null;
    newId: NewId;
    sleep: Sleep;
    systemNow: SystemNow;
    databaseProblems: () => readonly string[];
    market: Pick<ChosenMarket, "clockProblem">;
  }>;

/** The status, the dead letters and the runs of this machine, for the API. */
export function localOperations(deps: LocalOperationsDeps): OperationsPort {
  const { queues, stream, startRun } = deps;
  const announcing = deps.channels.all.map(({ consumer, channel: { name } }) => ({
    name,
    consumer,
  }));
  const readStatus = systemStatus({
    ...deps,
    readQueues: async () => [
      ...queues.all().map((queue) => queue.depth()),
      ...queues.abandoned.flatMap(statusOf),
    ],
    announcing,
    readChannel: deps.channelRecords.read,
    async readProjector() {
      const { iteratorAgeMs, failure } = stream.snapshot();
      return { iteratorAgeMs, failure };
    },
  });
  const queueOf = (name: string) => queues.all().find((one) => one.name === name);
  const abandoned = (name: string) => queues.abandoned.find((one) => one.name === name);
  return {
    async readStatus() {
      const status = await readStatus();
      const found = [deps.market.clockProblem(), deps.heartbeatFailure()].filter(
        (problem) => problem !== null,
      );
      const problems = [...deps.databaseProblems(), ...found, ...status.problems];
      return { ...status, problems };
    },
    startRun,
    testChannel: testChannel({
      ...deps,
      channels: announcing,
      records: deps.channelRecords,
      enqueue: (queue, body) => queues.send([{ queue, body }]),
    }),
    // Nothing takes the messages of an abandoned queue, wherever they are.
    redrive: async (name) => (await queueOf(name)?.redrive()) ?? (abandoned(name) ? 0 : null),
    discard: async (name, ids) => (await (queueOf(name) ?? abandoned(name))?.discard(ids)) ?? null,
    listDeadLetters: async (name, limit) =>
      (queueOf(name)?.deadLetters() ?? abandoned(name)?.messages())
        ?.slice(0, limit)
        .map(({ id, body, reason }) => ({ id, body, reason: reason ?? null })) ?? null,
  };
}

/** All its messages count as dead letters: they can be read and discarded as such. */
function statusOf({ name, messages }: AbandonedQueue): QueueStatus[] {
  const count = messages().length;
  if (count === 0) return [];
  const none = { visible: 0, in_flight: 0, delayed: 0 };
  return [{ name, ...none, dead_letters: count, abandoned: true }];
}
