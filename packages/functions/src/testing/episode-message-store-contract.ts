import { randomUUID } from "node:crypto";
import type { EpisodeMessage, EpisodeMessageStore } from "@bellwether/core/announcement";
import type { SystemNow } from "@bellwether/core/time";
import { beforeEach, describe, expect, it } from "vitest";
import { aSignal, TICK } from "./sample.ts";

const MESSAGE: EpisodeMessage = {
  signal: aSignal({ episode: TICK, episode_count: 1, announce: "once_per_episode" }),
  ends: [],
  posted: { reference: "C1 1.1", headline: "Workflow ...", order_price: 7_983 },
};

/** What every implementation of `EpisodeMessageStore` does. */
export function episodeMessageStoreContract(
  start: (systemNow: SystemNow) => Promise<EpisodeMessageStore>,
): void {
  describe("an episode message store", () => {
    let now: number;
    let key: string;
    let store: EpisodeMessageStore;
    beforeEach(async () => {
      now = 1_795_428_060_000;
      key = `notify#episode#${randomUUID()}.${TICK}`;
      store = await start(() => now);
    });

    const claimed = async () => {
      const outcome = await store.claim(key, 30_000);
      if (outcome.kind !== "claimed") throw new Error(`expected a claim, got ${outcome.kind}`);
      return outcome;
    };

    it("grants a claim to one of many concurrent claimants", async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.claim(key, 30_000)));
      expect(outcomes.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
      expect(outcomes.filter(({ kind }) => kind === "held")).toHaveLength(7);
    });

    it("returns the saved state to the next claimant at once", async () => {
      const first = await claimed();
      expect(first.message).toBeNull();
      expect(await store.save(key, first.token, MESSAGE)).toBe("saved");
      expect((await claimed()).message).toEqual(MESSAGE);
    });

    it("saves idempotently", async () => {
      const { token } = await claimed();
      await store.save(key, token, MESSAGE);
      expect(await store.save(key, token, MESSAGE)).toBe("saved");
    });

    it("keeps the saved state after a release and an expired claim", async () => {
      await store.save(key, (await claimed()).token, MESSAGE);
      await store.release(key, (await claimed()).token);
      expect((await claimed()).message).toEqual(MESSAGE);
      now += 30_000;
      expect((await claimed()).message).toEqual(MESSAGE);
    });

    it("reports until when a live claim is held", async () => {
      await claimed();
      now += 29_999;
      expect(await store.claim(key, 30_000)).toEqual({ kind: "held", until_ms: now + 1 });
    });

    it("does not let an expired claim overwrite or release its successor", async () => {
      const first = await claimed();
      now += 30_000;
      await claimed();
      expect(await store.save(key, first.token, MESSAGE)).toBe("lost");
      await store.release(key, first.token);
      expect(await store.claim(key, 30_000)).toMatchObject({ kind: "held" });
    });

    it("keeps episodes apart", async () => {
      await claimed();
      expect(await store.claim(`${key}1`, 30_000)).toMatchObject({ kind: "claimed" });
    });
  });
}
