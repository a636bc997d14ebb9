import type { EpisodeCut, EpisodeCutStore } from "@bellwether/core/signal";
import { beforeEach, describe, expect, it } from "vitest";
import { aWorkflow, TICK } from "./sample.ts";

const cut: EpisodeCut = {
  workflow_id: aWorkflow().id,
  version: 1,
  at: TICK,
  reason: "deleted",
  episode: TICK - 3_600,
  episode_count: 3,
};

/** What every implementation of `EpisodeCutStore` does. Each test starts with an empty store. */
export function episodeCutStoreContract(start: () => Promise<EpisodeCutStore>): void {
  describe("a store of episode cuts", () => {
    let store: EpisodeCutStore;
    beforeEach(async () => {
      store = await start();
    });

    it("lists each note once, until it is removed", async () => {
      const later: EpisodeCut = { ...cut, at: TICK + 60, reason: "disabled", episode: null };
      await store.put(cut);
      await store.put(later);
      await store.put(cut);
      expect(await store.list()).toEqual([cut, later]);
      await store.remove(cut);
      await store.remove(cut);
      expect(await store.list()).toEqual([later]);
    });
  });
}
