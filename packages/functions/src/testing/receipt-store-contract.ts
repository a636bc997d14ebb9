import { randomUUID } from "node:crypto";
import type { ReadReceipt, ReceiptStore } from "@bellwether/core/store";
import type { SystemNow } from "@bellwether/core/time";
import { beforeEach, describe, expect, it } from "vitest";

/** What every implementation of `ReceiptStore` does. */
export function receiptStoreContract(
  start: (systemNow: SystemNow) => Promise<ReceiptStore & { readonly read: ReadReceipt }>,
): void {
  describe("a receipt store", () => {
    let now: number;
    let key: string;
    let store: ReceiptStore & { readonly read: ReadReceipt };
    beforeEach(async () => {
      now = 1_795_428_060_000;
      key = `notify:${randomUUID()}`;
      store = await start(() => now);
    });

    const claimed = async (): Promise<string> => {
      const outcome = await store.claim(key, 30_000);
      if (outcome.kind !== "claimed") throw new Error(`expected a claim, got ${outcome.kind}`);
      return outcome.token;
    };

    it("grants a claim to one of many concurrent claimants", async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.claim(key, 30_000)));
      expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === "held")).toHaveLength(7);
    });

    it("reports until when a live claim is held", async () => {
      await claimed();
      now += 29_999;
      expect(await store.claim(key, 30_000)).toEqual({ kind: "held", until_ms: now + 1 });
    });

    it("grants an expired claim to the next claimant, and the first loses it", async () => {
      const first = await claimed();
      now += 30_000;
      const second = await claimed();
      expect(second).not.toBe(first);
      expect(await store.complete(key, first)).toBe("lost");
      expect(await store.complete(key, second)).toBe("completed");
    });

    it("stays done once completed", async () => {
      expect(await store.complete(key, await claimed())).toBe("completed");
      now += 86_400_000;
      expect(await store.claim(key, 30_000)).toEqual({ kind: "done" });
    });

    it("completes a claim idempotently", async () => {
      const token = await claimed();
      await store.complete(key, token);
      expect(await store.complete(key, token)).toBe("completed");
    });

    it("grants a new claim at once after a release", async () => {
      await store.release(key, await claimed());
      expect(await store.claim(key, 30_000)).toMatchObject({ kind: "claimed" });
    });

    it("does not release another claim or a completed one", async () => {
      const token = await claimed();
      await store.release(key, "another token");
      expect(await store.claim(key, 30_000)).toMatchObject({ kind: "held" });
      await store.complete(key, token);
      await store.release(key, token);
      expect(await store.claim(key, 30_000)).toEqual({ kind: "done" });
    });

    it("reports a claim that never existed as lost", async () => {
      expect(await store.complete(key, "a token")).toBe("lost");
      await store.release(key, "a token");
      expect(await store.claim(key, 30_000)).toMatchObject({ kind: "claimed" });
    });

    it("returns the expiry of a claim and the time of completion", async () => {
      expect(await store.read(key)).toBeNull();
      const token = await claimed();
      expect(await store.read(key)).toEqual({ state: "claimed", until_ms: now + 30_000 });
      now += 250;
      await store.complete(key, token);
      expect(await store.read(key)).toEqual({ state: "done", done_at_ms: now });
    });

    it("keeps keys apart", async () => {
      await claimed();
      expect(await store.claim(`${key}.other`, 30_000)).toMatchObject({ kind: "claimed" });
    });
  });
}
