/** Guards of the stores, the bus, the stream and divided runs. */
import type { ProjectionStore } from "@bellwether/core/projection";
import type { RunPart } from "@bellwether/core/run";
import type { Mutant } from "./effects.ts";

export const STORE_MUTANTS = {
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
