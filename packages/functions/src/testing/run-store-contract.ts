import type { RunStore } from "@bellwether/core/run";
import { beforeEach, describe, expect, it } from "vitest";
import { aRun, TICK } from "./sample.ts";

/** What every implementation of `RunStore` does. Each test starts with an empty store. */
export function runStoreContract(start: () => Promise<RunStore>): void {
  describe("a run store", () => {
    let store: RunStore;
    beforeEach(async () => {
      store = await start();
    });

    const ticks = async (limit: number, asOf = TICK) =>
      (await store.list({ limit, asOf })).map((run) => run.kind === "valid" && run.value.tick);

    it("returns a stored run", async () => {
      await store.put(aRun());
      expect(await store.list({ limit: 5, asOf: TICK })).toEqual([
        { kind: "valid", value: aRun() },
      ]);
    });

    it("reads a run by its tick, and null if there is none", async () => {
      await store.put(aRun());
      expect(await store.read(TICK)).toEqual({ kind: "valid", value: aRun() });
      expect(await store.read(TICK + 1)).toBeNull();
    });

    it("replaces the record of the same tick", async () => {
      await store.put(aRun());
      await store.put(aRun({ signalled: 9 }));
      const runs = await store.list({ limit: 5, asOf: TICK });
      expect(runs).toEqual([{ kind: "valid", value: aRun({ signalled: 9 }) }]);
    });

    it("lists the newest runs first, across days, up to the limit", async () => {
      const days = [0, 1, 3, 10].map((days) => TICK - days * 86_400);
      const all = days.flatMap((tick) => [tick, tick - 1_800]);
      for (const tick of all.toReversed()) await store.put(aRun({ tick }));
      expect(await ticks(100)).toEqual(all);
      expect(await ticks(3)).toEqual(all.slice(0, 3));
    });

    it("lists no runs of the future", async () => {
      await store.put(aRun({ tick: TICK + 1_800 }));
      await store.put(aRun());
      expect(await ticks(5)).toEqual([TICK]);
    });
  });
}
