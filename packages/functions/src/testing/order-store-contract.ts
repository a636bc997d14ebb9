import { randomUUID } from "node:crypto";
import { ORDER_LIFETIME_SECONDS, type OrderStore } from "@bellwether/core/order";
import * as fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { anOrder, TICK } from "./sample.ts";

/** What every implementation of `OrderStore` does. */
export function orderStoreContract(start: () => Promise<OrderStore>): void {
  describe("an order store", () => {
    let store: OrderStore;
    let workflow_id: string;
    beforeEach(async () => {
      store = await start();
      workflow_id = randomUUID();
    });

    const placedAt = async (query: Partial<Parameters<OrderStore["query"]>[0]>) => {
      const page = await store.query({
        workflow_id,
        asOf: TICK,
        limit: 20,
        before: null,
        ...query,
      });
      const times = page.orders.map((order) => order.kind === "valid" && order.value.placed_at);
      return { times, next_before: page.next_before };
    };

    it("stores an order once, and keeps the first", async () => {
      const order = anOrder({ workflow_id });
      expect(await store.put(order)).toBe("stored");
      expect(await store.put({ ...order, order_price: 1 })).toBe("duplicate");
      expect(await store.read(order, TICK)).toEqual({ kind: "valid", value: order });
      expect(await store.count(workflow_id, TICK, 1_000)).toBe(1);
    });

    it("stores an order once when it is put concurrently", async () => {
      const order = anOrder({ workflow_id });
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.put(order)));
      expect(outcomes.filter((outcome) => outcome === "stored")).toHaveLength(1);
    });

    it("returns null for an order that does not exist", async () => {
      expect(await store.read({ workflow_id, placed_at: TICK }, TICK)).toBeNull();
    });

    it("hides an order after seven days, to the second, in every read", async () => {
      const order = anOrder({ workflow_id, placed_at: TICK });
      await store.put(order);
      const expiry = TICK + ORDER_LIFETIME_SECONDS;
      expect(await store.read(order, expiry - 1)).not.toBeNull();
      expect((await placedAt({ asOf: expiry - 1 })).times).toEqual([TICK]);
      expect(await store.count(workflow_id, expiry - 1, 1_000)).toBe(1);
      expect(await store.read(order, expiry)).toBeNull();
      expect((await placedAt({ asOf: expiry })).times).toEqual([]);
      expect(await store.count(workflow_id, expiry, 1_000)).toBe(0);
    });

    it("pages orders newest first and marks the last page", async () => {
      const times = [5, 4, 3, 2, 1].map((halfHours) => TICK - 9_000 + halfHours * 1_800);
      for (const placed_at of times) await store.put(anOrder({ workflow_id, placed_at }));
      const first = await placedAt({ limit: 2 });
      expect(first).toEqual({ times: times.slice(0, 2), next_before: times[1] });
      const second = await placedAt({ limit: 2, before: first.next_before });
      expect(second).toEqual({ times: times.slice(2, 4), next_before: times[3] });
      const last = await placedAt({ limit: 2, before: second.next_before });
      expect(last).toEqual({ times: times.slice(4), next_before: null });
      expect(await placedAt({ limit: 5 })).toEqual({ times, next_before: null });
    });

    it("counts orders up to the given limit", async () => {
      for (let age = 0; age < 4; age += 1) {
        await store.put(anOrder({ workflow_id, placed_at: TICK - age }));
      }
      expect(await store.count(workflow_id, TICK, 3)).toBe(3);
      expect(await store.count(workflow_id, TICK, 4)).toBe(4);
      expect(await store.count(workflow_id, TICK, 5)).toBe(4);
    });

    it("has no page after the oldest order that has not expired", async () => {
      await store.put(anOrder({ workflow_id }));
      const before = TICK - ORDER_LIFETIME_SECONDS;
      expect(await placedAt({ before })).toEqual({ times: [], next_before: null });
    });

    it("keeps the orders of workflows apart", async () => {
      await store.put(anOrder({ workflow_id: randomUUID() }));
      expect(await store.count(workflow_id, TICK, 1_000)).toBe(0);
      expect((await placedAt({})).times).toEqual([]);
    });

    it("returns every unexpired order once for any page size", async () => {
      const ages = fc.uniqueArray(fc.integer({ min: 0, max: ORDER_LIFETIME_SECONDS * 2 }), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(ages, fc.integer({ min: 1, max: 5 }), async (ages, limit) => {
          workflow_id = randomUUID();
          for (const age of ages) await store.put(anOrder({ workflow_id, placed_at: TICK - age }));
          const seen: unknown[] = [];
          let before: number | null = null;
          do {
            const page = await placedAt({ limit, before });
            seen.push(...page.times);
            before = page.next_before;
          } while (before !== null);
          const expected = ages
            .filter((age) => age < ORDER_LIFETIME_SECONDS)
            .toSorted((one, other) => one - other)
            .map((age) => TICK - age);
          expect(seen).toEqual(expected);
          expect(await store.count(workflow_id, TICK, 1_000)).toBe(expected.length);
        }),
        { numRuns: 25 },
      );
    });
  });
}
