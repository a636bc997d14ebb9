import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConsumerBench,
  consumerBench,
  FIRST_SHARD,
  nameOf,
  turn,
} from "./consumer-harness.ts";

let bench: ConsumerBench;
beforeEach(() => {
  bench = consumerBench();
});
afterEach(() => bench.clear());

describe("the consumer does not fail as other consumers did", () => {
  it("records of a shard's last GetRecords dropped", async () => {
    const names = bench.write(3);
    bench.stream.close(FIRST_SHARD, 1);
    await bench.runOnce();
    expect(bench.handled).toEqual(names);
  });

  it("records of a shard's last GetRecords dropped when the handler fails on them", async () => {
    const names = bench.write(3);
    bench.stream.close(FIRST_SHARD, 1);
    let failed = false;
    await bench.runOnce(async (event) => {
      if (!failed) {
        failed = true;
        throw new Error("not now");
      }
      await bench.takeAll(event);
    });
    expect(bench.handled).toEqual(names);
  });

  it("a child opened at LATEST", async () => {
    const consumer = bench.start();
    await consumer.caughtUp();
    const [child = ""] = bench.stream.close(FIRST_SHARD, 1);
    const names = bench.write(3);
    await consumer.caughtUp();
    expect(bench.handled).toEqual(names);
    expect(bench.calls).toContain(`iterator ${child} horizon`);
  });

  it("a child waiting forever for a trimmed parent", async () => {
    bench.stream.close(FIRST_SHARD, 1);
    bench.stream.drop(FIRST_SHARD);
    const names = bench.write(3);
    await bench.runOnce();
    expect(bench.handled).toEqual(names);
  });

  it("an expired-iterator loop", async () => {
    bench.script({ iteratorLifetimeMs: 1_000 });
    const before = bench.write(2);
    const consumer = bench.start(bench.takeAll, { idleMs: 60_000 });
    await consumer.caughtUp();
    const after = bench.write(2);
    bench.nowMs += 900_000;
    await consumer.caughtUp();
    expect(bench.handled).toEqual([...before, ...after]);
    expect(bench.events.filter(({ type }) => type === "failed").length).toBeLessThan(5);
  });

  it("an expired-iterator loop when each new iterator expires at once", async () => {
    bench.script({ iteratorLifetimeMs: 0 });
    bench.write(1);
    const before = bench.nowMs;
    const consumer = bench.start(bench.takeAll, { backoff: { baseMs: 100, maxMs: 10_000 } });
    while (bench.calls.length < 20) {
      await turn();
    }
    await consumer.stop();
    // Ten failures, each waited for longer than the last, not a busy loop.
    expect(bench.nowMs - before).toBeGreaterThan(20_000);
  });

  it("a trimmed-checkpoint wedge", async () => {
    bench.write(4);
    await bench.runOnce();
    const missed = bench.write(3);
    const kept = bench.write(2);
    bench.stream.trim(FIRST_SHARD, 2);
    bench.handled = [];
    await bench.runOnce();
    expect(bench.handled).toEqual(kept);
    expect(bench.handled).not.toContain(missed[0]);
    expect(bench.lossGaps()).toEqual([
      {
        kind: "trimmed-records",
        stream: expect.any(String),
        shard: FIRST_SHARD,
        after: expect.any(String),
      },
    ]);
  });

  it("a checkpoint that ignores batchItemFailures", async () => {
    const names = bench.write(6);
    const third = await bench.sequenceNumberOf("item 3");
    const fifth = await bench.sequenceNumberOf("item 5");
    const consumer = bench.start(async (event) => {
      if (event.Records.some((record) => nameOf(record) === "item 3")) {
        bench.handled.push(...event.Records.map(nameOf));
        // The highest first: the lowest counts.
        return { batchItemFailures: [{ itemIdentifier: fifth }, { itemIdentifier: third }] };
      }
      return bench.takeAll(event);
    });
    while (bench.handled.length < 7) {
      await turn();
    }
    await consumer.stop();
    bench.handled = [];
    await bench.runOnce();
    expect(bench.handled).toEqual(names.slice(2));
  });

  it("DescribeStream not paged", async () => {
    bench.script({ shardsPerPage: 2 });
    for (let generation = 0; generation < 3; generation += 1) {
      for (const shard of bench.stream.openShards()) bench.stream.close(shard, 2);
    }
    const names = bench.write(40);
    await bench.runOnce();
    expect([...bench.handled].sort()).toEqual([...names].sort());
  });
});
