import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBench, consumerBench, FIRST_SHARD, turn } from "./consumer-harness.ts";
import { deferred } from "./deferred.ts";

let bench: ConsumerBench;
beforeEach(() => {
  bench = consumerBench();
});
afterEach(() => bench.clear());

describe("the consumer keeps its place", () => {
  it("goes on after its checkpoint", async () => {
    const before = bench.write(3);
    await bench.runOnce();
    const after = bench.write(2);
    await bench.runOnce();
    expect(bench.handled).toEqual([...before, ...after]);
    expect(bench.calls).toContain(`iterator ${FIRST_SHARD} after`);
  });

  it("goes on in the children of a shard that it finished before", async () => {
    const before = bench.write(2);
    bench.stream.close(FIRST_SHARD, 1);
    await bench.runOnce();
    bench.stream.drop(FIRST_SHARD);
    const after = bench.write(2);
    await bench.runOnce();
    expect(bench.handled).toEqual([...before, ...after]);
    expect(bench.lossGaps()).toEqual([]);
  });

  it("delivers again what was handled and not checkpointed", async () => {
    const names = bench.write(3);
    const { save } = bench.checkpoints;
    const hung = deferred<void>();
    bench.checkpoints = { ...bench.checkpoints, save: () => hung.promise };
    bench.start();
    while (bench.handled.length < 3) {
      await turn();
    }
    bench.checkpoints = { ...bench.checkpoints, save };
    await bench.runOnce();
    expect(bench.handled).toEqual([...names, ...names]);
    hung.resolve();
  });

  it("reads on only when its checkpoint is written, however long that takes", async () => {
    const { save } = bench.checkpoints;
    const reads: number[] = [];
    bench.checkpoints = {
      ...bench.checkpoints,
      save: async (...saving) => {
        if (reads.length === 5) return save(...saving);
        reads.push(bench.calls.filter((call) => call === "records").length);
        throw new Error("throttled");
      },
    };
    const names = bench.write(4);
    await bench.runOnce(bench.takeAll, { batchSize: 2 });
    expect(bench.handled).toEqual(names);
    expect(reads).toEqual([1, 1, 1, 1, 1]);
  });

  it("forgets the checkpoints of shards that are gone, once nothing needs them", async () => {
    const consumer = bench.start(bench.takeAll, { discoverMs: 1 });
    for (let generation = 0; generation < 4; generation += 1) {
      bench.write(2);
      const [open = ""] = bench.stream.openShards();
      bench.stream.close(open, 1);
      await consumer.caughtUp();
      bench.stream.drop(open);
      await consumer.caughtUp();
    }
    await consumer.stop();
    await bench.runOnce();
    const [arn = ""] = await bench.client.listStreams("orders");
    expect((await bench.checkpoints.list(arn)).length).toBeLessThanOrEqual(2);
    expect(bench.lossGaps()).toEqual([]);
  });

  it("remembers that a shard that is gone was finished until its child has a checkpoint", async () => {
    const names = bench.write(2);
    const [child = ""] = bench.stream.close(FIRST_SHARD, 1);
    const { claim } = bench.checkpoints;
    let refusals = 3;
    bench.checkpoints = {
      ...bench.checkpoints,
      claim: async (stream, shard, epoch) => {
        if (shard !== child || refusals === 0) return claim(stream, shard, epoch);
        if (refusals === 3) bench.stream.drop(FIRST_SHARD);
        refusals -= 1;
        throw new Error("throttled");
      },
    };
    await bench.runOnce();
    names.push(...bench.write(1));
    await bench.runOnce();
    expect(bench.handled).toEqual(names);
    expect(bench.lossGaps()).toEqual([]);
  });

  it("stops when another worker takes over, and that one misses nothing", async () => {
    // Nor does it look for shards: it finds out when it writes its checkpoint.
    const first = bench.start(bench.takeAll, { discoverMs: 1e12 });
    await first.caughtUp();
    const second = bench.start();
    await second.caughtUp();
    const names = bench.write(3);
    first.wake();
    expect(await first.ended).toBe("fenced");
    await second.caughtUp();
    expect(new Set(bench.handled)).toEqual(new Set(names));
    expect(bench.events).toContainEqual({
      type: "ended",
      reason: expect.stringContaining("taken over"),
    });
  });

  it("does not take the stream back from the worker that came after it", async () => {
    let isDown = true;
    const recover = async () => {
      if (isDown) throw new Error("the database is down");
    };
    const first = bench.start(bench.takeAll, {}, { recover });
    while (first.snapshot().failure === null) await turn();
    const second = bench.start();
    await second.caughtUp();
    isDown = false;
    expect(await first.ended).toBe("fenced");
    const names = bench.write(2);
    await second.caughtUp();
    expect(bench.handled).toEqual(names);
  });
});
