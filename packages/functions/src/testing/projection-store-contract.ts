import { randomUUID } from "node:crypto";
import { type PutScore, scoreOf } from "@bellwether/core/outcome";
import { lastOrderOf, type ProjectionStore } from "@bellwether/core/projection";
import { beforeEach, describe, expect, it } from "vitest";
import { anOrder, aWorkflow, TICK } from "./sample.ts";

type Item = Readonly<Record<string, unknown>>;

export type ProjectionStoreUnderTest = Readonly<{
  store: ProjectionStore;
  putScore: PutScore;
  /** Writes items past the stores, as another release or a careless hand would. */
  putWorkflow: (item: Item & { readonly id: string }) => Promise<void>;
  putOrder: (
    item: Item & { readonly workflow_id: string; readonly placed_at: number },
  ) => Promise<void>;
  readWorkflow: (id: string) => Promise<Item | undefined>;
}>;

/** What every implementation of `ProjectionStore` does. */
export function projectionStoreContract(start: () => Promise<ProjectionStoreUnderTest>): void {
  describe("a projection store", () => {
    let under: ProjectionStoreUnderTest;
    let store: ProjectionStore;
    let id: string;
    beforeEach(async () => {
      under = await start();
      store = under.store;
      id = randomUUID();
    });

    const at = (placed_at: number) => lastOrderOf(anOrder({ workflow_id: id, placed_at }));
    const lastOrder = async () => (await under.readWorkflow(id))?.["last_order"];

    it("writes the first order of a workflow, and leaves everything else as it is", async () => {
      const workflow = aWorkflow({ id });
      await under.putWorkflow(workflow);
      expect(await store.advance(id, at(TICK))).toBe("written");
      expect(await under.readWorkflow(id)).toEqual({ ...workflow, last_order: at(TICK) });
    });

    it("keeps the newest score, whatever order they come in, and no score of a deleted one", async () => {
      const score = (scored_to: number) =>
        scoreOf([], { workflow_version: 1, scored_from: 0, scored_to });
      expect(await under.putScore(id, score(TICK))).toBe("unchanged");
      await under.putWorkflow(aWorkflow({ id }));
      expect(await under.putScore(id, score(TICK))).toBe("written");
      expect(await under.putScore(id, score(TICK - 1))).toBe("unchanged");
      expect(await under.readWorkflow(id)).toEqual({ ...aWorkflow({ id }), score: score(TICK) });
    });

    it("moves forward, and never back", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      await store.advance(id, at(TICK));
      expect(await store.advance(id, at(TICK + 1_800))).toBe("written");
      expect(await store.advance(id, at(TICK + 1_800))).toBe("unchanged");
      expect(await store.advance(id, at(TICK))).toBe("unchanged");
      expect(await lastOrder()).toEqual(at(TICK + 1_800));
    });

    it("ends on the newest, whatever order many writes come in", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      const ticks = [3, 1, 4, 1, 5, 9, 2, 6].map((step) => TICK + step * 1_800);
      await Promise.all(ticks.map((tick) => store.advance(id, at(tick))));
      expect(await lastOrder()).toEqual(at(TICK + 9 * 1_800));
    });

    it("keeps a deleted workflow deleted", async () => {
      expect(await store.advance(id, at(TICK))).toBe("unchanged");
      expect(await store.replace(id, null, at(TICK))).toBe("gone");
      expect(await store.replace(id, TICK, null)).toBe("gone");
      expect(await under.readWorkflow(id)).toBeUndefined();
    });

    it("replaces only what it expects", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      expect(await store.replace(id, TICK, at(TICK))).toBe("conflict");
      expect(await store.replace(id, null, at(TICK + 60))).toBe("written");
      expect(await store.replace(id, null, at(TICK))).toBe("conflict");
      expect(await store.replace(id, TICK + 60, at(TICK))).toBe("written");
      expect(await lastOrder()).toEqual(at(TICK));
      expect(await store.replace(id, TICK, null)).toBe("written");
      expect(await under.readWorkflow(id)).toEqual(aWorkflow({ id }));
    });

    it("reads what is stored, also when no version wrote such an item", async () => {
      expect(await store.readLastOrder(id)).toEqual({ kind: "gone" });
      await under.putWorkflow(aWorkflow({ id }));
      expect(await store.readLastOrder(id)).toEqual({
        kind: "present",
        placed_at: null,
        stored: null,
      });
      await store.advance(id, at(TICK));
      expect(await store.readLastOrder(id)).toEqual({
        kind: "present",
        placed_at: TICK,
        stored: at(TICK),
      });
      const broken = { placed_at: "yesterday" };
      await under.putWorkflow({ ...aWorkflow({ id }), last_order: broken });
      expect(await store.readLastOrder(id)).toEqual({
        kind: "present",
        placed_at: null,
        stored: broken,
      });
      expect(await store.replace(id, null, at(TICK))).toBe("written");
    });

    it("finds the newest order, expired or not, and skips what does not parse", async () => {
      expect(await store.newestOrder(id)).toBeNull();
      const old = anOrder({ workflow_id: id, placed_at: TICK - 30 * 86_400 });
      await under.putOrder(old);
      expect(await store.newestOrder(id)).toEqual(old);
      const newest = anOrder({ workflow_id: id, placed_at: TICK });
      await under.putOrder(newest);
      await under.putOrder({ workflow_id: id, placed_at: TICK + 60, order_price: "much" });
      await under.putOrder({ workflow_id: id, placed_at: TICK + 120, order_price: "more" });
      expect(await store.newestOrder(id)).toEqual(newest);
    });
  });
}
