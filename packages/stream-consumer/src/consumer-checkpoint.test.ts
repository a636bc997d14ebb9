import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerHarness, consumerHarness, FIRST_SHARD, turn } from "./consumer-harness.ts";
import { deferred } from "./deferred.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

describe("the consumer, with its checkpoints,", () => {
  it("continues after its checkpoint", async () => {
    const before = harness.write(3);
    await harness.runOnce();
    const after = harness.write(2);
    await harness.runOnce();
    expect(harness.handled).toEqual([...before, ...after]);
    expect(harness.calls).toContain(`iterator ${FIRST_SHARD} at`);
  });

  it("continues in the children of a shard that was finished before the restart", async () => {
    const before = harness.write(2);
    harness.stream.close(FIRST_SHARD, 1);
    await harness.runOnce();
    harness.stream.drop(FIRST_SHARD);
    const after = harness.write(2);
    await harness.runOnce();
    expect(harness.handled).toEqual([...before, ...after]);
    expect(harness.lossGaps()).toEqual([]);
  });

  it("delivers records again that were handled but not checkpointed", async () => {
    const names = harness.write(3);
    const { save } = harness.checkpoints;
    const hung = deferred<void>();
    harness.checkpoints = { ...harness.checkpoints, save: () => hung.promise };
    harness.start();
    while (harness.handled.length < 3) {
      await turn();
    }
    harness.checkpoints = { ...harness.checkpoints, save };
    await harness.runOnce();
    expect(harness.handled).toEqual([...names, ...names]);
    hung.resolve();
  });

  it("reads no further until its checkpoint is written, however long that takes", async () => {
    const { save } = harness.checkpoints;
    const reads: number[] = [];
    harness.checkpoints = {
      ...harness.checkpoints,
      save: async (...saving) => {
        if (reads.length === 5) return save(...saving);
        reads.push(harness.calls.filter((call) => call === "records").length);
        throw new Error("throttled");
      },
    };
    const names = harness.write(4);
    await harness.runOnce(harness.takeAll, { batchSize: 2 });
    expect(harness.handled).toEqual(names);
    expect(reads).toEqual([1, 1, 1, 1, 1]);
  });

  it("deletes the checkpoints of trimmed shards once no shard refers to them", async () => {
    const consumer = harness.start(harness.takeAll, { discoverMs: 1 });
    for (let generation = 0; generation < 4; generation += 1) {
      harness.write(2);
      const [open = ""] = harness.stream.openShards();
      harness.stream.close(open, 1);
      await consumer.caughtUp();
      harness.stream.drop(open);
      await consumer.caughtUp();
    }
    await consumer.stop();
    await harness.runOnce();
    const [arn = ""] = await harness.client.listStreams("orders");
    expect((await harness.checkpoints.list(arn)).checkpoints.length).toBeLessThanOrEqual(2);
    expect(harness.lossGaps()).toEqual([]);
  });

  it("keeps the checkpoint of a finished, trimmed shard until its child has one", async () => {
    const names = harness.write(2);
    const [child = ""] = harness.stream.close(FIRST_SHARD, 1);
    const { claim } = harness.checkpoints;
    let refusals = 3;
    harness.checkpoints = {
      ...harness.checkpoints,
      claim: async (stream, shard, epoch) => {
        if (shard !== child || refusals === 0) return claim(stream, shard, epoch);
        if (refusals === 3) harness.stream.drop(FIRST_SHARD);
        refusals -= 1;
        throw new Error("throttled");
      },
    };
    await harness.runOnce();
    names.push(...harness.write(1));
    await harness.runOnce();
    expect(harness.handled).toEqual(names);
    expect(harness.lossGaps()).toEqual([]);
  });

  it("stops when another worker takes over, and that worker misses nothing", async () => {
    // It does not list shards either: it learns of it when it writes its checkpoint.
    const first = harness.start(harness.takeAll, { discoverMs: 1e12 });
    await first.caughtUp();
    const second = harness.start();
    await second.caughtUp();
    const names = harness.write(3);
    first.wake();
    expect(await first.ended).toBe("fenced");
    await second.caughtUp();
    expect(new Set(harness.handled)).toEqual(new Set(names));
    expect(harness.events).toContainEqual({
      type: "ended",
      reason: expect.stringContaining("taken over"),
    });
  });

  it("does not take the stream back from the worker that replaced it", async () => {
    let isDown = true;
    const recover = async () => {
      if (isDown) throw new Error("the database is down");
    };
    const first = harness.start(harness.takeAll, {}, { recover });
    while (first.snapshot().failure === null) await turn();
    const second = harness.start();
    await second.caughtUp();
    isDown = false;
    expect(await first.ended).toBe("fenced");
    const names = harness.write(2);
    await second.caughtUp();
    expect(harness.handled).toEqual(names);
  });
});
