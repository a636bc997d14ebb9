import type { RunPart, RunPartStore } from "@bellwether/core/run";
import { beforeEach, describe, expect, it } from "vitest";
import { TICK } from "./sample.ts";

/** What every implementation of `RunPartStore` does. Each test starts with an empty store. */
export function runPartStoreContract(start: () => Promise<RunPartStore>): void {
  describe("a store of parts of runs", () => {
    let store: RunPartStore;
    beforeEach(async () => {
      store = await start();
    });

    it("keeps the first part of a range", async () => {
      expect(await store.put(aPart(1))).toBe("stored");
      expect(await store.put(aPart(1, { duration_ms: 9 }))).toBe("duplicate");
      expect(await store.list(TICK, 3)).toEqual([aPart(1)]);
    });

    it("lists the parts of one tick and one division, by range", async () => {
      for (const index of [2, 0, 1]) await store.put(aPart(index));
      await store.put(aPart(0, { tick: TICK + 1_800 }));
      await store.put(aPart(0, { range: { index: 0, count: 2 } }));
      expect(await store.list(TICK, 3)).toEqual([aPart(0), aPart(1), aPart(2)]);
      expect(await store.list(TICK, 4)).toEqual([]);
    });
  });
}

function aPart(index: number, over: Partial<RunPart> = {}): RunPart {
  const none = { count: 0, named: [] };
  return {
    schema: 1,
    tick: TICK,
    range: { index, count: 3 },
    counts: { evaluated: 4, signalled: 1, skipped: 0, failed: 0, reasons: [] },
    observed: {
      evaluated: 4,
      first_missing: null,
      stuck: none,
      missing_long: none,
      missing_newly: none,
      recovered: none,
    },
    before: { tick: TICK - 1_800, nothing_evaluated: false },
    duration_ms: 12,
    started_at_ms: TICK * 1_000 + 400,
    execution_context: "schedule:test",
    ...over,
  };
}
