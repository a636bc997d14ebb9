/** The ports of one life of a component: effects behind an unreliable network. */
import type { PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import { ChannelError, type EpisodeMessageStore } from "@bellwether/core/announcement";
import { type ScheduledRun } from "@bellwether/core/event";
import type { PutOrder } from "@bellwether/core/order";
import type { PutScore } from "@bellwether/core/outcome";
import type { ProjectionStore } from "@bellwether/core/projection";
import { type PutRun, type RunPartStore } from "@bellwether/core/run";
import { type DecisionStore, type EpisodeCutStore } from "@bellwether/core/signal";
import { type ReceiptStore, StoreError } from "@bellwether/core/store";
import type { Instant } from "@bellwether/core/time";
import type { ScanWorkflows } from "@bellwether/core/workflow";
import type { FanOut } from "@bellwether/functions/handler";
import type { QueueStore } from "@bellwether/local/queue";
import {
  type CheckpointStore,
  type StreamClient,
  StreamError,
  type StreamRecord,
} from "@bellwether/stream-consumer";
import type { ServiceOutages } from "./channels.ts";
import type { Database } from "./database.ts";
import type { Effects } from "./effects.ts";
import type { EventLoop, Life } from "./event-loop.ts";
import type { Ledger } from "./ledger.ts";

export type Ports = Readonly<{
  putEvents: (entries: readonly PutEventsRequestEntry[]) => Promise<PutEventsResponse>;
  putOrder: PutOrder;
  putRun: PutRun;
  putScore: PutScore;
  decisions: Pick<DecisionStore, "put" | "read">;
  scanWorkflows: ScanWorkflows;
  runParts: RunPartStore;
  sendRanges: FanOut["sendRanges"];
  projections: ProjectionStore;
  receipts: ReceiptStore;
  episodes: EpisodeMessageStore;
  episodeCuts: EpisodeCutStore;
  postMessage: Effects["postMessage"];
  editMessage: Effects["editMessage"];
  checkpoints: CheckpointStore;
  streamClient: StreamClient;
  park: (records: readonly StreamRecord[]) => Promise<void>;
  queueStore: QueueStore;
  hooks: Pick<Effects, "project" | "recover">;
}>;

const unreadable = (reason: string): Error => new StreamError("unavailable", reason);
const refused = (reason: string): Error =>
  new StoreError("unavailable", reason, { retryable: true });

/** The effects with all their guards, recorded in the ledger. */
export function plainEffects(
  loop: EventLoop,
  database: Database,
  ledger: Ledger,
  putEvents: (entries: PutEventsRequestEntry[]) => Promise<PutEventsResponse>,
  outages: ServiceOutages,
): Effects {
  const { receipts } = database;
  return {
    putEvents: (entries) => putSome(loop, entries, putEvents),
    putOrder: database.putOrder,
    scanWorkflows: database.workflowStore.scan,
    projections: database.projections,
    receipts: {
      claim: async (key, leaseMs) => {
        const outcome = await receipts.claim(key, leaseMs);
        if (outcome.kind === "claimed") ledger.claimed(key);
        return outcome;
      },
      complete: async (key, token) => {
        const outcome = await receipts.complete(key, token);
        if (outcome === "completed") ledger.confirmed(key);
        return outcome;
      },
      release: receipts.release,
    },
    episodes: {
      claim: async (key, leaseMs) => {
        const outcome = await database.episodes.claim(key, leaseMs);
        if (outcome.kind === "claimed") ledger.slack.claimed(key);
        return outcome;
      },
      save: async (key, token, message) => {
        const outcome = await database.episodes.save(key, token, message);
        if (outcome === "saved") ledger.slack.saved(key, message);
        return outcome;
      },
      release: database.episodes.release,
    },
    episodeCuts: database.episodeCuts,
    postMessage: async (consumer, message) => {
      outages.refuse(consumer);
      if (!loop.isCalm() && loop.chance(0.05)) {
        const later = { retryable: true, retryAfterMs: 2_000 };
        throw new ChannelError("rate-limited", "slow down", later);
      }
      ledger.posted(consumer, message);
      if (consumer !== "notify") return null;
      return ledger.slack.post(message);
    },
    editMessage: async (consumer, reference, message) => {
      outages.refuse(consumer);
      if (!loop.isCalm() && loop.chance(0.1)) {
        const sentMs = loop.nowMs();
        loop.after(loop.between(1_000, 12_000), () =>
          ledger.slack.arriveLate(reference, message, sentMs),
        );
        throw new ChannelError("unknown-outcome", "timed out", { retryable: true });
      }
      // A snoozed signal takes back the end of its episode, if that was reported wrongly.
      if (!ledger.slack.saysEnded(reference)) ledger.expectNoSnooze(message);
      ledger.slack.edit(reference, message);
    },
    runParts: database.runParts,
    checkpoints: database.checkpoints,
    streamClient: database.stream.client,
    project: (handler) => handler,
    recover: (recover) => recover,
  };
}

/** A call that can succeed in part: the bus refuses some entries and accepts the others. */
async function putSome(
  loop: EventLoop,
  entries: readonly PutEventsRequestEntry[],
  putEvents: (entries: PutEventsRequestEntry[]) => Promise<PutEventsResponse>,
): Promise<PutEventsResponse> {
  const isRefused = entries.map(() => !loop.isCalm() && loop.chance(0.05));
  const taken = entries.filter((_, position) => isRefused[position] !== true);
  const answer = taken.length === 0 ? null : await putEvents(taken);
  const answers = [...(answer?.Entries ?? [])];
  return {
    FailedEntryCount: entries.length - taken.length + (answer?.FailedEntryCount ?? 0),
    Entries: isRefused.map((no) =>
      no
        ? { ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }
        : (answers.shift() ?? {}),
    ),
  };
}

/** Takes the ranges of runs that the engine hands over. Set when the engine is created. */
export type RangeQueue = { deliver: (requests: readonly ScheduledRun[]) => Promise<void> };

/** Puts the network of one life in front of an effect. */
function networkOf(life: Life) {
  return <Args extends readonly unknown[], T>(
    what: string,
    effect: (...args: Args) => Promise<T>,
    failure: (reason: string) => Error = refused,
  ) =>
    (...args: Args): Promise<T> =>
      life.call(what, () => effect(...args), failure);
}

type Network = ReturnType<typeof networkOf>;

export function portsOf(
  loop: EventLoop,
  life: Life,
  effects: Effects,
  database: Database,
  ledger: Ledger,
  rangeQueue: RangeQueue,
): Ports {
  const network = networkOf(life);
  const { receipts } = effects;
  return {
    putEvents: network("putEvents", effects.putEvents),
    putOrder: network("order.put", async (order) => {
      const before = database.orders.get(order.id);
      const outcome = await effects.putOrder(order);
      ledger.orderPut(order, before, database.orders.get(order.id));
      return outcome;
    }),
    putRun: network("run.put", database.runs.put),
    putScore: network("score.put", database.putScore),
    decisions: {
      put: network("decisions.put", database.decisions.put),
      read: network("decisions.read", database.decisions.read),
    },
    scanWorkflows: network("workflow.scan", async () => {
      ledger.scanned.set(life, await database.workflowStore.scan());
      return effects.scanWorkflows();
    }),
    runParts: {
      put: network("part.put", effects.runParts.put),
      list: network("part.list", effects.runParts.list),
    },
    sendRanges: network("ranges.send", (requests) =>
      writeSome(loop, requests, (some) => rangeQueue.deliver(some)),
    ),
    projections: projectionStore(network, effects, database, ledger),
    receipts: {
      claim: network("receipt.claim", receipts.claim),
      complete: network("receipt.complete", receipts.complete),
      release: network("receipt.release", receipts.release),
    },
    episodes: {
      claim: network("episode.claim", effects.episodes.claim),
      save: network("episode.save", effects.episodes.save),
      release: network("episode.release", effects.episodes.release),
    },
    episodeCuts: {
      put: network("cut.put", effects.episodeCuts.put),
      list: network("cut.list", effects.episodeCuts.list),
      remove: network("cut.remove", effects.episodeCuts.remove),
    },
    postMessage: network("message.post", effects.postMessage, unconfirmed),
    editMessage: network("message.edit", effects.editMessage, unconfirmed),
    ...streamPorts(network, effects),
    park: network("record.park", async (records) => {
      for (const record of records) database.parked.add(record);
    }),
    queueStore: queueStore(network, loop, database),
    hooks: { project: effects.project, recover: effects.recover },
  };
}

function unconfirmed(reason: string): ChannelError {
  const code = reason === "refused" ? "unavailable" : "unknown-outcome";
  return new ChannelError(code, reason, { retryable: true });
}

function projectionStore(
  network: Network,
  { projections }: Effects,
  database: Database,
  ledger: Ledger,
): ProjectionStore {
  return {
    advance: network("projection.advance", async (id, lastOrder, ticks) => {
      const before = await placedAt(database, id);
      const outcome = await projections.advance(id, lastOrder, ticks);
      ledger.advanced(id, before, await placedAt(database, id));
      return outcome;
    }),
    replace: network("projection.replace", projections.replace),
    retire: network("projection.retire", projections.retire),
    read: network("projection.read", projections.read),
    ordersOf: network("projection.ordersOf", projections.ordersOf),
    putSignal: network("signal.put", projections.putSignal),
    removeSignal: network("signal.remove", projections.removeSignal),
    readOrders: network("signal.readOrders", projections.readOrders),
    readSignals: network("signal.readSignals", projections.readSignals),
    orderKeys: network("signal.orderKeys", projections.orderKeys),
    signalKeys: network("signal.signalKeys", projections.signalKeys),
  };
}

function streamPorts(
  network: Network,
  { checkpoints, streamClient }: Effects,
): Pick<Ports, "checkpoints" | "streamClient"> {
  return {
    checkpoints: {
      acquire: network("checkpoint.acquire", checkpoints.acquire),
      touch: network("checkpoint.touch", checkpoints.touch),
      list: network("checkpoint.list", checkpoints.list),
      claim: network("checkpoint.claim", checkpoints.claim),
      save: network("checkpoint.save", checkpoints.save),
      remove: network("checkpoint.remove", checkpoints.remove),
    },
    streamClient: {
      listStreams: network("stream.list", streamClient.listStreams, unreadable),
      describe: network("stream.describe", streamClient.describe, unreadable),
      getIterator: network("stream.getIterator", streamClient.getIterator, unreadable),
      getRecords: network("stream.getRecords", streamClient.getRecords, unreadable),
    },
  };
}

function queueStore(network: Network, loop: EventLoop, { messages }: Database): QueueStore {
  return {
    load: network("queue.load", messages.load),
    put: network("queue.put", (some) => writeSome(loop, some, messages.put)),
    remove: network("queue.remove", (some) => writeSome(loop, some, messages.remove)),
  };
}

/** A batch of writes is not a transaction: if it fails, some writes may have been done. */
async function writeSome<T>(
  loop: EventLoop,
  items: readonly T[],
  write: (items: readonly T[]) => Promise<void>,
): Promise<void> {
  if (loop.isCalm() || items.length < 2 || !loop.chance(0.03)) return write(items);
  await write(items.slice(0, loop.between(0, items.length - 1)));
  throw refused("interrupted");
}

async function placedAt({ projections }: Database, workflowId: string): Promise<Instant | null> {
  const current = await projections.read(workflowId);
  return current.kind === "present" ? current.placed_at : null;
}
