import type { PauseStore } from "@bellwether/core/run";
import { beforeEach, describe, expect, it } from "vitest";
import { TICK } from "./sample.ts";

/** What every implementation of `PauseStore` does. Each test starts with an empty store. */
export function pauseStoreContract(start: () => Promise<PauseStore>): void {
  describe("a pause store", () => {
    let store: PauseStore;
    beforeEach(async () => {
      store = await start();
    });

    it("reports a running engine when it was never paused", async () => {
      expect(await store.read()).toEqual({ paused: false, changed_at: null, by: null });
    });

    it("returns the last change", async () => {
      await store.write({ paused: true, changed_at: TICK, by: "ada" });
      expect(await store.read()).toEqual({ paused: true, changed_at: TICK, by: "ada" });
      await store.write({ paused: false, changed_at: TICK + 60, by: "grace" });
      expect(await store.read()).toEqual({ paused: false, changed_at: TICK + 60, by: "grace" });
    });
  });
}
