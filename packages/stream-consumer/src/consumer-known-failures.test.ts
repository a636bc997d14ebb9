import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConsumerHarness,
  consumerHarness,
  FIRST_SHARD,
  nameOf,
  turn,
} from "./consumer-harness.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

describe("the consumer does not repeat known failures of other consumers:", () => {
  it("dropping the records of a shard's last GetRecords", async () => {
    const names = harness.write(3);
    harness.stream.close(FIRST_SHARD, 1);
    await harness.runOnce();
    expect(harness.handled).toEqual(names);
  });

  it("dropping the records of a shard's last GetRecords when the handler fails on them", async () => {
    const names = harness.write(3);
    harness.stream.close(FIRST_SHARD, 1);
    let failed = false;
    await harness.runOnce(async (event) => {
      if (!failed) {
        failed = true;
        throw new Error("not now");
      }
      await harness.takeAll(event);
    });
    expect(harness.handled).toEqual(names);
  });

  it("opening a child shard at LATEST", async () => {
    const consumer = harness.start();
    await consumer.caughtUp();
    const [child = ""] = harness.stream.close(FIRST_SHARD, 1);
    const names = harness.write(3);
    await consumer.caughtUp();
    expect(harness.handled).toEqual(names);
    expect(harness.calls).toContain(`iterator ${child} horizon`);
  });

  it("waiting forever for a trimmed parent shard", async () => {
    harness.stream.close(FIRST_SHARD, 1);
    harness.stream.drop(FIRST_SHARD);
    const names = harness.write(3);
    await harness.runOnce();
    expect(harness.handled).toEqual(names);
  });

  it("looping on an expired iterator", async () => {
    harness.script({ iteratorLifetimeMs: 1_000 });
    const before = harness.write(2);
    const consumer = harness.start(harness.takeAll, { idleMs: 60_000 });
    await consumer.caughtUp();
    const after = harness.write(2);
    harness.nowMs += 900_000;
    await consumer.caughtUp();
    expect(harness.handled).toEqual([...before, ...after]);
    expect(harness.events.filter(({ type }) => type === "failed").length).toBeLessThan(5);
  });

  it("looping when each new iterator expires at once", async () => {
    harness.script({ iteratorLifetimeMs: 0 });
    harness.write(1);
    const before = harness.nowMs;
    const consumer = harness.start(harness.takeAll, { backoff: { baseMs: 100, maxMs: 10_000 } });
    while (harness.calls.length < 20) {
      await turn();
    }
    await consumer.stop();
    // Ten failures with increasing waits, not a busy loop.
    expect(harness.nowMs - before).toBeGreaterThan(20_000);
  });

  it("stopping for good at a trimmed checkpoint", async () => {
    harness.write(4);
    await harness.runOnce();
    const missed = harness.write(3);
    const kept = harness.write(2);
    harness.stream.trim(FIRST_SHARD, 2);
    harness.handled = [];
    await harness.runOnce();
    expect(harness.handled).toEqual(kept);
    expect(harness.handled).not.toContain(missed[0]);
    expect(harness.lossGaps()).toEqual([
      {
        kind: "trimmed-records",
        stream: expect.any(String),
        shard: FIRST_SHARD,
        after: expect.any(String),
      },
    ]);
  });

  it("advancing the checkpoint past batchItemFailures", async () => {
    const names = harness.write(6);
    const third = await harness.sequenceNumberOf("item 3");
    const fifth = await harness.sequenceNumberOf("item 5");
    const consumer = harness.start(async (event) => {
      if (event.Records.some((record) => nameOf(record) === "item 3")) {
        harness.handled.push(...event.Records.map(nameOf));
        // The highest first: the lowest decides.
        return { batchItemFailures: [{ itemIdentifier: fifth }, { itemIdentifier: third }] };
      }
      return harness.takeAll(event);
    });
    while (harness.handled.length < 7) {
      await turn();
    }
    await consumer.stop();
    harness.handled = [];
    await harness.runOnce();
    expect(harness.handled).toEqual(names.slice(2));
  });

  it("reading only the first page of DescribeStream", async () => {
    harness.script({ shardsPerPage: 2 });
    for (let generation = 0; generation < 3; generation += 1) {
      for (const shard of harness.stream.openShards()) harness.stream.close(shard, 2);
    }
    const names = harness.write(40);
    await harness.runOnce();
    expect([...harness.handled].sort()).toEqual([...names].sort());
  });
});
