import { randomUUID } from "node:crypto";
import {
  type DecisionStore,
  type WorkflowDecision,
  workflowsDecided,
} from "@bellwether/core/signal";
import { beforeEach, describe, expect, it } from "vitest";
import { TICK } from "./sample.ts";

/** What every implementation of `DecisionStore` does. Each test starts with an empty store. */
export function decisionStoreContract(start: () => Promise<DecisionStore>): void {
  describe("a decision store", () => {
    let store: DecisionStore;
    beforeEach(async () => {
      store = await start();
    });

    const put = async (tick: number, decisions: readonly WorkflowDecision[]) => {
      for (const part of workflowsDecided(tick, decisions)) await store.put(part);
    };

    it("returns the decisions of a tick in their order", async () => {
      const decisions = [
        aDecision(),
        SKIPPED,
        aDecision({ value: null, distance_points: null }),
        aDecision({ missing_rows: 2 }),
      ];
      await put(TICK, decisions);
      expect(await store.read(TICK)).toEqual(decisions);
      expect(await store.read(TICK + 1)).toEqual([]);
    });

    it("stores many workflows in parts and replaces a part that is put again", async () => {
      const decisions = Array.from({ length: 1_201 }, () => aDecision());
      await put(TICK, decisions);
      await put(TICK, decisions);
      expect(await store.read(TICK)).toEqual(decisions);
      expect((await store.newest(TICK))?.decisions).toHaveLength(1_201);
    });

    it("finds the newest run at or before an instant, even from the day before", async () => {
      const decisions = [aDecision()];
      await put(TICK, decisions);
      await put(TICK + 1_800, []);
      expect(await store.newest(TICK + 1_799)).toEqual({ tick: TICK, decisions });
      expect(await store.newest(TICK + 1_800)).toEqual({ tick: TICK + 1_800, decisions: [] });
      expect(await store.newest(TICK + 86_400)).toEqual({ tick: TICK + 1_800, decisions: [] });
      expect(await store.newest(TICK - 1)).toBeNull();
    });

    it("returns a divided run once all parts of all its ranges are stored", async () => {
      const ofRange = (index: number, count: number) => {
        const decisions = Array.from({ length: 501 * count }, () => aDecision());
        return { decisions, events: workflowsDecided(TICK, decisions, { index, count: 2 }) };
      };
      const [one, other] = [ofRange(0, 2), ofRange(1, 1)];
      const [last, ...first] = [...one.events, ...other.events].toReversed();
      for (const event of first) await store.put(event);
      expect(await store.newest(TICK)).toBeNull();
      if (last !== undefined) await store.put(last);
      const newest = await store.newest(TICK);
      expect(newest?.decisions).toEqual([...one.decisions, ...other.decisions]);
    });

    it("does not return a run before all its parts are stored", async () => {
      await put(TICK, [aDecision()]);
      const [first] = workflowsDecided(
        TICK + 1_800,
        Array.from({ length: 501 }, () => aDecision()),
      );
      if (first !== undefined) await store.put(first);
      expect((await store.newest(TICK + 1_800))?.tick).toBe(TICK);
    });
  });
}

function aDecision(over: Partial<WorkflowDecision> = {}): WorkflowDecision {
  return {
    workflow_id: randomUUID(),
    outcome: "signal",
    reason: null,
    value: 22_479.53,
    distance_points: 0.5,
    range_points: 128,
    episode: TICK - 1_800,
    episode_count: 2,
    ...over,
  };
}

const SKIPPED = aDecision({
  outcome: "skipped",
  reason: "market unavailable",
  value: null,
  distance_points: null,
  range_points: null,
  episode: null,
  episode_count: 0,
});
