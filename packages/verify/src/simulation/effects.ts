/** The effects of calls, without the network in between. The guards are here, and a mutant
 *  removes one of them. */
import type { PutEventsRequestEntry, PutEventsResponse } from "@aws-sdk/client-eventbridge";
import {
  ChannelError,
  type EditMessage,
  type EpisodeMessageStore,
  type PostMessage,
} from "@bellwether/core/announcement";
import type { PutOrder } from "@bellwether/core/order";
import type { ProjectionStore } from "@bellwether/core/projection";
import { type RunPart, type RunPartStore } from "@bellwether/core/run";
import { type ReceiptStore } from "@bellwether/core/store";
import type {
  CheckpointStore,
  StreamClient,
  StreamGap,
  StreamHandler,
} from "@bellwether/stream-consumer";
import type { Database } from "./database.ts";

export type Effects = Readonly<{
  putEvents: (entries: readonly PutEventsRequestEntry[]) => Promise<PutEventsResponse>;
  putOrder: PutOrder;
  projections: ProjectionStore;
  receipts: ReceiptStore;
  episodes: EpisodeMessageStore;
  postMessage: (consumer: string, ...posted: Parameters<PostMessage>) => ReturnType<PostMessage>;
  editMessage: (consumer: string, ...edited: Parameters<EditMessage>) => ReturnType<EditMessage>;
  runParts: RunPartStore;
  checkpoints: CheckpointStore;
  streamClient: StreamClient;
  project: (handler: StreamHandler) => StreamHandler;
  recover: (recover: (gap: StreamGap) => Promise<void>) => (gap: StreamGap) => Promise<void>;
}>;

/** Removes one guard. Applied again at each start of each component. */
export type Mutant = (effects: Effects, database: Database) => Effects;

export const MUTANTS = {
  "conditional put": (effects, database) => ({
    ...effects,
    putOrder: async (order) => {
      const existed = database.orders.has(order.id);
      database.orders.set(order.id, order);
      database.publish(existed ? "MODIFY" : "INSERT", order);
      return "stored";
    },
  }),

  "forward-only condition": (effects, { workflows }) => ({
    ...effects,
    projections: {
      ...effects.projections,
      advance: async (id, last_order, ticks) => {
        await effects.projections.advance(id, last_order, ticks);
        const item = workflows.get(id);
        if (item === undefined) return "unchanged";
        workflows.set(id, { ...item, last_order });
        return "written";
      },
    },
  }),

  attribute_exists: (effects, { workflows }) => ({
    ...effects,
    projections: {
      ...effects.projections,
      advance: async (id, last_order, ticks) => {
        if (workflows.has(id)) return effects.projections.advance(id, last_order, ticks);
        workflows.set(id, { id, last_order });
        return "written";
      },
    },
  }),

  "second query of derive": (effects) => {
    const first = new Map<string, Awaited<ReturnType<ProjectionStore["ordersOf"]>>>();
    const skip = new Set<string>();
    return {
      ...effects,
      projections: {
        ...effects.projections,
        replace: async (id, expected, next) => {
          const outcome = await effects.projections.replace(id, expected, next);
          if (outcome === "written") skip.add(id);
          return outcome;
        },
        ordersOf: async (id) => {
          if (skip.delete(id)) return first.get(id) ?? [];
          const orders = await effects.projections.ordersOf(id);
          first.set(id, orders);
          return orders;
        },
      },
    };
  },

  claim: (effects) => ({
    ...effects,
    receipts: {
      claim: async () => ({ kind: "claimed", token: "nobody's" }),
      complete: async () => "completed",
      release: async () => {},
    },
  }),

  "claim on an episode": (effects) => ({
    ...effects,
    episodes: {
      ...effects.episodes,
      claim: async (key) => {
        const claimed = await effects.episodes.claim(key, 0);
        if (claimed.kind === "held") throw new Error("no claim lasts");
        return claimed;
      },
    },
  }),

  "stored message of an episode": (effects) => ({
    ...effects,
    episodes: {
      ...effects.episodes,
      claim: async (key, leaseMs) => {
        const claimed = await effects.episodes.claim(key, leaseMs);
        return claimed.kind === "held" ? claimed : { ...claimed, message: null };
      },
    },
  }),

  "newest signal of an episode": (effects) => ({
    ...effects,
    episodes: {
      ...effects.episodes,
      claim: async (key, leaseMs) => {
        const claimed = await effects.episodes.claim(key, leaseMs);
        if (claimed.kind === "held" || claimed.message === null) return claimed;
        return { ...claimed, message: { ...claimed.message, signal: null } };
      },
    },
  }),

  "claim kept after an edit of unknown outcome": (effects) => ({
    ...effects,
    editMessage: async (consumer, reference, message) => {
      await effects.editMessage(consumer, reference, message).catch((error: unknown) => {
        if (!(error instanceof ChannelError) || error.code !== "unknown-outcome") throw error;
        throw new ChannelError("unavailable", error.message, { retryable: true });
      });
    },
  }),

  "new post of a message that is gone": (effects) => ({
    ...effects,
    editMessage: async (consumer, reference, message) => {
      await effects.editMessage(consumer, reference, message).catch((error: unknown) => {
        if (!(error instanceof ChannelError) || error.code !== "gone") throw error;
      });
    },
  }),

  "checkpoint after success": (effects) => {
    const epochs = new Map<string, { readonly stream: string; readonly epoch: number }>();
    const shards = new Map<string, string>();
    return {
      ...effects,
      checkpoints: {
        ...effects.checkpoints,
        claim: async (stream, shard, epoch) => {
          epochs.set(shard, { stream, epoch });
          return effects.checkpoints.claim(stream, shard, epoch);
        },
      },
      streamClient: {
        ...effects.streamClient,
        getIterator: async (stream, shard, position) => {
          const iterator = await effects.streamClient.getIterator(stream, shard, position);
          shards.set(iterator, shard);
          return iterator;
        },
        getRecords: async (iterator, limit) => {
          const page = await effects.streamClient.getRecords(iterator, limit);
          const shard = shards.get(iterator) ?? "";
          if (page.next !== null) shards.set(page.next, shard);
          const sequence = page.records.at(-1)?.dynamodb?.SequenceNumber;
          const owned = epochs.get(shard);
          if (sequence !== undefined && owned !== undefined) {
            const { stream, epoch } = owned;
            await effects.checkpoints.save(stream, { shard, sequence, finished: false }, epoch);
          }
          return page;
        },
      },
    };
  },

  "partial-failure retry": (effects) => ({
    ...effects,
    putEvents: async (entries) => {
      await effects.putEvents(entries);
      return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: "accepted" })) };
    },
  }),

  batchItemFailures: (effects) => ({
    ...effects,
    project: (handler) => async (event) => {
      await handler(event);
    },
  }),

  "records of the last GetRecords": (effects) => ({
    ...effects,
    streamClient: {
      ...effects.streamClient,
      getRecords: async (iterator, limit) => {
        const page = await effects.streamClient.getRecords(iterator, limit);
        return page.next === null ? { records: [], next: null } : page;
      },
    },
  }),

  "first part of a range stays": (effects, { runPartItems }) => ({
    ...effects,
    runParts: {
      ...effects.runParts,
      put: async (part) => {
        const { count, index } = part.range;
        runPartItems.set(`${part.tick}.${count}.${index}`, part);
        return "stored";
      },
    },
  }),

  "listing of parts after the put": (effects) => {
    let put: RunPart | null = null;
    return {
      ...effects,
      runParts: {
        put: async (part) => {
          put = part;
          return effects.runParts.put(part);
        },
        list: async (tick, count) => {
          const parts = await effects.runParts.list(tick, count);
          return parts.filter(({ range }) => put === null || range.index !== put.range.index);
        },
      },
    };
  },

  "rebuild after a gap": (effects) => ({ ...effects, recover: () => async () => {} }),
} as const satisfies Record<string, Mutant>;

export type MutantName = keyof typeof MUTANTS;
