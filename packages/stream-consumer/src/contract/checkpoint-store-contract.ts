import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { type CheckpointStore, FencedError } from "../checkpoint.ts";

/** Tests that every implementation of `CheckpointStore` passes. */
export function checkpointStoreContract(start: () => Promise<CheckpointStore>): void {
  describe("a checkpoint store", () => {
    let store: CheckpointStore;
    let stream: string;
    beforeEach(async () => {
      store = await start();
      stream = `arn:aws:dynamodb:local:000000000000:table/t/stream/${randomUUID()}`;
    });

    const listed = async (of: string) => (await store.list(of)).checkpoints;
    const shard = "shardId-00000001";
    const at = (sequence: string | null, finished = false) => ({ shard, sequence, finished });

    it("raises the epoch with each owner", async () => {
      expect(await store.acquire(stream, "first")).toEqual({ epoch: 1, seenAtMs: null });
      expect(await store.acquire(stream, "second")).toEqual({ epoch: 2, seenAtMs: null });
    });

    it("keeps the instant at which a worker was last active", async () => {
      await store.acquire(stream, "first");
      await store.touch(stream, 1, 1_795_428_060_123);
      expect(await store.acquire(stream, "second")).toEqual({
        epoch: 2,
        seenAtMs: 1_795_428_060_123,
      });
    });

    it("keeps a checkpoint for each shard, and does not list the owner's row among them", async () => {
      const { epoch } = await store.acquire(stream, "first");
      expect(await store.claim(stream, shard, epoch)).toEqual(at(null));
      await store.save(stream, at("100000000000000000000000000000000000017"), epoch);
      await store.save(stream, { shard: "shardId-2", sequence: null, finished: true }, epoch);
      expect(await listed(stream)).toEqual([
        at("100000000000000000000000000000000000017"),
        { shard: "shardId-2", sequence: null, finished: true },
      ]);
      await store.remove(stream, "shardId-2", epoch);
      expect(await listed(stream)).toHaveLength(1);
      expect(await listed(`${stream}-another`)).toEqual([]);
    });

    it("gives the next owner the checkpoints", async () => {
      await store.acquire(stream, "first");
      await store.claim(stream, shard, 1);
      await store.save(stream, at("7"), 1);
      await store.acquire(stream, "second");
      expect(await store.claim(stream, shard, 2)).toEqual(at("7"));
    });

    it("rejects writes of an owner that was replaced", async () => {
      await store.acquire(stream, "first");
      await store.claim(stream, shard, 1);
      await store.acquire(stream, "second");
      await store.claim(stream, shard, 2);
      await expect(store.save(stream, at("7"), 1)).rejects.toThrow(FencedError);
      await expect(store.claim(stream, shard, 1)).rejects.toThrow(FencedError);
      await expect(store.remove(stream, shard, 1)).rejects.toThrow(FencedError);
      await expect(store.touch(stream, 1, 1)).rejects.toThrow(FencedError);
      expect(await listed(stream)).toEqual([at(null)]);
    });
  });
}
