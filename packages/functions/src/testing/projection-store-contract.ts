import { randomUUID } from "node:crypto";
import { type PutScore, scoreOf } from "@bellwether/core/outcome";
import {
  type ListSignals,
  lastOrderOf,
  type ProjectionStore,
  type SignalKey,
  signalRowOf,
} from "@bellwether/core/projection";
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
  list: ListSignals;
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
    const nothing = { placed_at: null, signal_ticks: null };
    const ticksOf = async () => [...((await ticks()) ?? [])].toSorted((a, b) => a - b);
    const ticks = async () =>
      (await under.readWorkflow(id))?.["signal_ticks"] as ReadonlySet<number> | undefined;
    const projection = (placed_at: number) => ({
      last_order: at(placed_at),
      signal_ticks: [placed_at],
    });
    const lastOrder = async () => (await under.readWorkflow(id))?.["last_order"];

    it("writes the first order of a workflow and changes nothing else", async () => {
      const workflow = aWorkflow({ id });
      await under.putWorkflow(workflow);
      expect(await store.advance(id, at(TICK), [TICK])).toBe("written");
      expect(await under.readWorkflow(id)).toEqual({
        ...workflow,
        last_order: at(TICK),
        signal_ticks: new Set([TICK]),
      });
    });

    it("keeps the newest score in any order of writes, and none of a deleted workflow", async () => {
      const score = (scored_to: number) =>
        scoreOf([], { workflow_version: 1, scored_from: 0, scored_to });
      expect(await under.putScore(id, score(TICK))).toBe("unchanged");
      await under.putWorkflow(aWorkflow({ id }));
      expect(await under.putScore(id, score(TICK))).toBe("written");
      expect(await under.putScore(id, score(TICK - 1))).toBe("unchanged");
      expect(await under.readWorkflow(id)).toEqual({ ...aWorkflow({ id }), score: score(TICK) });
    });

    it("moves forward only", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      await store.advance(id, at(TICK), [TICK]);
      expect(await store.advance(id, at(TICK + 1_800), [TICK + 1_800])).toBe("written");
      expect(await store.advance(id, at(TICK + 1_800), [TICK + 1_800])).toBe("unchanged");
      expect(await store.advance(id, at(TICK), [TICK])).toBe("unchanged");
      expect(await lastOrder()).toEqual(at(TICK + 1_800));
    });

    it("keeps the newest order for any order of concurrent writes", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      const placed = [3, 1, 4, 1, 5, 9, 2, 6].map((step) => TICK + step * 1_800);
      await Promise.all(placed.map((tick) => store.advance(id, at(tick), [tick])));
      expect(await lastOrder()).toEqual(at(TICK + 9 * 1_800));
      expect(await ticksOf()).toEqual([...new Set(placed)].toSorted((a, b) => a - b));
    });

    it("removes ticks idempotently and keeps no empty set", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      await store.advance(id, at(TICK), [TICK, TICK + 60]);
      await store.retire(id, [TICK, TICK + 1]);
      await store.retire(id, [TICK]);
      expect(await ticksOf()).toEqual([TICK + 60]);
      await store.retire(id, [TICK + 60]);
      expect(await ticks()).toBeUndefined();
      await store.retire(randomUUID(), [TICK]);
    });

    it("does not restore a deleted workflow", async () => {
      expect(await store.advance(id, at(TICK), [TICK])).toBe("unchanged");
      expect(await store.replace(id, nothing, projection(TICK))).toBe("gone");
      expect(await under.readWorkflow(id)).toBeUndefined();
    });

    it("replaces only the expected last order", async () => {
      await under.putWorkflow(aWorkflow({ id }));
      const none = { last_order: null, signal_ticks: [] };
      const first = { placed_at: TICK, signal_ticks: [TICK] };
      expect(await store.replace(id, first, projection(TICK))).toBe("conflict");
      expect(await store.replace(id, nothing, projection(TICK + 60))).toBe("written");
      expect(await store.replace(id, nothing, projection(TICK))).toBe("conflict");
      const second = { placed_at: TICK + 60, signal_ticks: [TICK + 60] };
      expect(await store.replace(id, { ...second, signal_ticks: [TICK] }, none)).toBe("conflict");
      expect(await store.replace(id, second, projection(TICK))).toBe("written");
      expect(await lastOrder()).toEqual(at(TICK));
      expect(await ticksOf()).toEqual([TICK]);
      expect(await store.replace(id, first, none)).toBe("written");
      expect(await under.readWorkflow(id)).toEqual(aWorkflow({ id }));
    });

    it("reads the stored value, even an invalid one", async () => {
      expect(await store.read(id)).toEqual({ kind: "gone" });
      await under.putWorkflow(aWorkflow({ id }));
      expect(await store.read(id)).toEqual({
        kind: "present",
        placed_at: null,
        stored: null,
        signal_ticks: null,
      });
      await store.advance(id, at(TICK), [TICK]);
      expect(await store.read(id)).toEqual({
        kind: "present",
        placed_at: TICK,
        stored: at(TICK),
        signal_ticks: [TICK],
      });
      const broken = { placed_at: "yesterday" };
      await under.putWorkflow({ ...aWorkflow({ id }), last_order: broken });
      expect(await store.read(id)).toEqual({
        kind: "present",
        placed_at: null,
        stored: broken,
        signal_ticks: null,
      });
      expect(await store.replace(id, nothing, projection(TICK))).toBe("written");
    });

    it("finds orders, expired or not, newest first, and skips invalid ones", async () => {
      expect(await store.ordersOf(id)).toEqual([]);
      const old = anOrder({ workflow_id: id, placed_at: TICK - 30 * 86_400 });
      await under.putOrder(old);
      const newest = anOrder({ workflow_id: id, placed_at: TICK });
      await under.putOrder(newest);
      await under.putOrder({ workflow_id: id, placed_at: TICK + 60, order_price: "much" });
      expect(await store.ordersOf(id)).toEqual([newest, old]);
      const keys = [old, newest].map(keyOf);
      expect(new Set(await store.readOrders([...keys, { workflow_id: id, placed_at: 1 }]))).toEqual(
        new Set([old, newest]),
      );
      expect((await store.orderKeys(null)).keys).toEqual(expect.arrayContaining(keys));
    });

    describe("the list of signals", () => {
      const row = (step: number, over = {}) =>
        signalRowOf(anOrder({ workflow_id: id, placed_at: TICK + step * 1_800, ...over }));
      const page = async (query: Partial<Parameters<ListSignals>[0]> = {}) => {
        const asked = { asOf: TICK + 86_400, limit: 10, after: null, filter: {}, ...query };
        const { signals, next_after } = await under.list(asked);
        return {
          rows: signals.map((each) => (each.kind === "valid" ? each.value : each)),
          next_after,
        };
      };

      it("has a row once, even after repeated puts, until it is removed", async () => {
        for (const each of [row(1), row(2), row(1)]) await store.putSignal(each);
        expect((await page()).rows).toEqual([row(2), row(1)]);
        expect(await store.readSignals([keyOf(row(1))])).toEqual([
          { key: keyOf(row(1)), stored: row(1) },
        ]);
        expect((await store.signalKeys(null)).keys).toHaveLength(2);
        await store.removeSignal(keyOf(row(1)));
        await store.removeSignal(keyOf(row(1)));
        expect((await page()).rows).toEqual([row(2)]);
      });

      it("is paged, newest first, including two workflows at the same tick", async () => {
        const other = randomUUID();
        const rows = [row(1), row(1, { workflow_id: other }), row(2), row(3)];
        for (const each of rows) await store.putSignal(each);
        const seen: unknown[] = [];
        let after: SignalKey | null = null;
        do {
          const { rows: some, next_after } = await page({ limit: 1, after });
          seen.push(...some);
          after = next_after;
        } while (after !== null);
        expect(seen).toHaveLength(4);
        expect(seen.slice(0, 2)).toEqual([row(3), row(2)]);
        expect(new Set(seen)).toEqual(new Set(rows));
      });

      it("omits expired rows and rows that do not match the filter", async () => {
        await store.putSignal(row(1, { dry_run: true }));
        await store.putSignal(row(2, { order_direction: "BUY" }));
        await store.putSignal(row(3, { order_code: "GER40.I" }));
        const steps = async (filter: object) =>
          (await page({ filter })).rows.map((each) => ("placed_at" in each ? each.placed_at : 0));
        expect(await steps({ dry_run: true })).toEqual([row(1).placed_at]);
        expect(await steps({ order_code: "GER40.I", workflow_id: id })).toEqual([row(3).placed_at]);
        expect(await steps({ workflow_id: "another" })).toEqual([]);
        const { rows } = await page({ asOf: row(2).ttl });
        expect(rows).toEqual([row(3, { order_code: "GER40.I" })]);
      });
    });
  });
}

function keyOf({ workflow_id, placed_at }: SignalKey): SignalKey {
  return { workflow_id, placed_at };
}
