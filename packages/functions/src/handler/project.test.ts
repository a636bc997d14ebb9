import { randomUUID } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Log } from "@bellwether/core/log";
import type { Order } from "@bellwether/core/order";
import {
  asDerived,
  lastOrderOf,
  type ProjectionStore,
  signalRowOf,
} from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import { StoreError } from "@bellwether/core/store";
import type { DynamoDBRecord } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import type { OrderItems } from "../adapter/memory/order-store.ts";
import { memoryProjectionStore, type SignalItems } from "../adapter/memory/projection-store.ts";
import type { WorkflowItems } from "../adapter/memory/workflow-store.ts";
import { anOrder, aWorkflow, TICK } from "../testing/sample.ts";
import { derive } from "./derive.ts";
import { projectHandler } from "./project.ts";

const NOW_MS = TICK * 1_000 + 900;
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

describe("the projector", () => {
  let workflows: WorkflowItems;
  let orders: OrderItems;
  let signals: SignalItems;
  let writes: string[];
  let store: ProjectionStore;
  let sequence: number;
  const id = randomUUID();

  beforeEach(() => {
    workflows = new Map([[id, aWorkflow({ id })]]);
    orders = new Map();
    signals = new Map();
    writes = [];
    sequence = 0;
    const memory = memoryProjectionStore({ workflows, orders, signals });
    store = {
      ...memory,
      advance: (workflowId, ...change) => {
        writes.push(`advance ${workflowId}`);
        return memory.advance(workflowId, ...change);
      },
      replace: (workflowId, expected, next) => {
        writes.push(`replace ${workflowId}`);
        return memory.replace(workflowId, expected, next);
      },
    };
  });

  const order = (step: number, workflow_id = id) =>
    anOrder({ workflow_id, placed_at: TICK + step * 1_800 });
  const put = (one: Order): DynamoDBRecord => {
    orders.set(signalId(one.workflow_id, one.placed_at), one);
    return record("INSERT", one, { NewImage: marshall(one) as never });
  };
  const remove = (one: Order): DynamoDBRecord => {
    orders.delete(signalId(one.workflow_id, one.placed_at));
    return record("REMOVE", one, { OldImage: marshall(one) as never });
  };
  const record = (
    eventName: "INSERT" | "MODIFY" | "REMOVE",
    { workflow_id, placed_at }: Order,
    images: DynamoDBRecord["dynamodb"],
  ): DynamoDBRecord => {
    sequence += 1;
    const Keys = marshall({ workflow_id, placed_at }) as never;
    return { eventName, dynamodb: { SequenceNumber: String(sequence), Keys, ...images } };
  };
  const project = (...Records: DynamoDBRecord[]) =>
    projectHandler({ projections: store, systemNow: () => NOW_MS, log })({ Records });
  const ticks = () => [
    ...((workflows.get(id)?.["signal_ticks"] ?? new Set()) as ReadonlySet<number>),
  ];
  const lastOrder = (workflowId = id) => asDerived(workflows.get(workflowId)?.["last_order"]);

  it("projects a new order onto its workflow", async () => {
    expect(await project(put(order(1)))).toEqual({ batchItemFailures: [] });
    expect(lastOrder()).toEqual(lastOrderOf(order(1)));
  });

  it("records the time of the projection", async () => {
    await project(put(order(1)));
    expect(workflows.get(id)?.["last_order"]).toMatchObject({ projected_at_ms: NOW_MS });
  });

  it("observes how long each signal took to be projected", async () => {
    const observed: unknown[] = [];
    const emitted = [400, 100].map((ago, step) => ({
      ...order(step),
      emitted_at_ms: NOW_MS - ago,
    }));
    await projectHandler({
      projections: store,
      systemNow: () => NOW_MS,
      observe: (...observation) => observed.push(observation),
      log,
    })({ Records: [...emitted.map(put), put(order(2))] });
    expect(observed).toEqual([
      ["projected", 400],
      ["projected", 100],
    ]);
  });

  it("writes each workflow once, whatever the number of its records", async () => {
    const other = randomUUID();
    workflows.set(other, aWorkflow({ id: other }));
    await project(put(order(2)), put(order(1, other)), put(order(3)), put(order(1)));
    expect(writes).toEqual([`advance ${id}`, `advance ${other}`]);
    expect(lastOrder()).toEqual(lastOrderOf(order(3)));
    expect(lastOrder(other)).toEqual(lastOrderOf(order(1, other)));
  });

  it("derives last_order when exactly that order is removed", async () => {
    await project(put(order(1)), put(order(2)));
    await project(remove(order(2)));
    expect(lastOrder()).toEqual(lastOrderOf(order(1)));
    await project(remove(order(1)));
    expect(lastOrder()).toBeUndefined();
  });

  it("removes only the tick when any other order is removed", async () => {
    await project(put(order(1)), put(order(2)));
    expect(ticks()).toEqual([order(1).placed_at, order(2).placed_at]);
    writes.length = 0;
    await project(remove(order(1)));
    expect(writes).toEqual([]);
    expect(lastOrder()).toEqual(lastOrderOf(order(2)));
    expect(ticks()).toEqual([order(2).placed_at]);
  });

  it("lists each order once, however often its record comes, until it is removed", async () => {
    const batch = [put(order(1)), put(order(2))];
    await project(...batch);
    await project(...batch);
    expect([...signals.values()]).toEqual([signalRowOf(order(1)), signalRowOf(order(2))]);
    expect(ticks()).toHaveLength(2);
    await project(remove(order(1)));
    expect([...signals.values()]).toEqual([signalRowOf(order(2))]);
  });

  it("keeps the orders of a deleted workflow in the list", async () => {
    const other = randomUUID();
    await project(put(order(1, other)));
    expect([...signals.values()]).toEqual([signalRowOf(order(1, other))]);
  });

  it("ignores the image of an order that the same batch removes", async () => {
    await project(put(order(1)));
    await project(put(order(2)), remove(order(2)));
    expect(lastOrder()).toEqual(lastOrderOf(order(1)));
    expect(writes).toEqual([`advance ${id}`]);
  });

  it("applies a manual change of an order", async () => {
    await project(put(order(1)));
    const altered = { ...order(1), order_price: 1 };
    orders.set(altered.id, altered);
    await project(record("MODIFY", altered, { NewImage: marshall(altered) as never }));
    expect(lastOrder()).toEqual(lastOrderOf(altered));
  });

  it("does not restore a deleted workflow", async () => {
    workflows.clear();
    expect(await project(put(order(1)), remove(order(1)))).toEqual({ batchItemFailures: [] });
    expect(workflows.size).toBe(0);
  });

  it("reports a poison record by its sequence number, and handles all others", async () => {
    const poison = record("INSERT", order(9), { NewImage: { order_price: { S: "much" } } });
    const response = await project(put(order(1)), poison, put(order(2)));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
    expect(lastOrder()).toEqual(lastOrderOf(order(2)));
  });

  it("reports a failed write from the first record of its workflow, and writes the others", async () => {
    const other = randomUUID();
    workflows.set(other, aWorkflow({ id: other }));
    const { advance } = store;
    store = {
      ...store,
      advance: async (workflowId, ...change) => {
        if (workflowId === id)
          throw new StoreError("unavailable", "throttled", { retryable: true });
        return advance(workflowId, ...change);
      },
    };
    const batch = [put(order(1, other)), put(order(1)), put(order(2, other)), put(order(2))];
    expect(await project(...batch)).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(lastOrder(other)).toEqual(lastOrderOf(order(2, other)));
  });

  it("changes nothing when a batch comes again", async () => {
    const batch = [put(order(1)), put(order(2)), remove(order(2)), put(order(3)), remove(order(1))];
    await project(...batch);
    const once = lastOrder();
    await project(...batch);
    expect(lastOrder()).toEqual(once);
    expect(once).toEqual(lastOrderOf(order(3)));
  });

  describe("when deriving,", () => {
    it("corrects any wrong last_order", async () => {
      put(order(1));
      for (const wrong of [undefined, lastOrderOf(order(7)), { placed_at: "yesterday" }]) {
        workflows.set(id, { ...aWorkflow({ id }), ...(wrong && { last_order: wrong }) });
        expect(await derive({ projections: store })(id)).toBe("written");
        expect(lastOrder()).toEqual(lastOrderOf(order(1)));
      }
      expect(await derive({ projections: store })(id)).toBe("unchanged");
      expect(await derive({ projections: store })(randomUUID())).toBe("gone");
    });

    it("reads again after writing, because the order may have been removed in between", async () => {
      put(order(1));
      put(order(2));
      const { replace } = store;
      store = {
        ...store,
        replace: async (...write) => {
          orders.delete(order(2).id);
          return replace(...write);
        },
      };
      expect(await derive({ projections: store })(id)).toBe("written");
      expect(lastOrder()).toEqual(lastOrderOf(order(1)));
    });

    it("keeps a newer last_order that was projected meanwhile", async () => {
      put(order(1));
      const { ordersOf } = store;
      let overtaken = false;
      store = {
        ...store,
        ordersOf: async (workflowId) => {
          const present = await ordersOf(workflowId);
          if (!overtaken) {
            overtaken = true;
            await project(put(order(2)));
          }
          return present;
        },
      };
      await derive({ projections: store })(id);
      expect(lastOrder()).toEqual(lastOrderOf(order(2)));
    });

    it("fails with a retryable error after repeated conflicts", async () => {
      store = { ...store, replace: async () => "conflict" };
      put(order(1));
      await expect(derive({ projections: store })(id)).rejects.toMatchObject({ retryable: true });
    });
  });
});
