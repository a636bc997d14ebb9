import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConsumerHarness,
  consumerHarness,
  FIRST_SHARD,
  nameOf,
  turn,
} from "./consumer-harness.ts";
import { scriptedStream } from "./scripted-stream.ts";
import { StreamError } from "./stream-client.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

const refuse = () => Promise.reject(new Error("the database is down"));

describe("the consumer, for parent and child shards,", () => {
  it("reads a parent to its end before its children", async () => {
    const first = harness.write(5);
    const children = harness.stream.close(FIRST_SHARD, 2);
    const second = harness.write(5);
    for (const child of children) harness.stream.close(child, 1);
    const third = harness.write(5);
    await harness.runOnce(harness.takeAll, { batchSize: 2 });
    expect([...harness.handled].sort()).toEqual([...first, ...second, ...third].sort());
    expect(harness.handled.slice(0, 5)).toEqual(first);
  });

  it("follows shards that close while it runs", async () => {
    const consumer = harness.start();
    const names = harness.write(3);
    await consumer.caughtUp();
    for (let generation = 0; generation < 3; generation += 1) {
      for (const shard of harness.stream.openShards()) harness.stream.close(shard, 2);
      names.push(...harness.write(20));
      await consumer.caughtUp();
    }
    expect([...harness.handled].sort()).toEqual([...names].sort());
    expect(consumer.snapshot().shards).toHaveLength(8);
  });

  it("follows a shard that closes at once, while others stay open", async () => {
    harness.stream.close(FIRST_SHARD, 2);
    const consumer = harness.start(harness.takeAll, { discoverMs: 1e12 });
    await consumer.caughtUp();
    const [open = ""] = harness.stream.openShards();
    harness.stream.close(open, 1);
    const names = harness.write(20);
    await consumer.caughtUp();
    expect([...harness.handled].sort()).toEqual([...names].sort());
  });

  it("does not read a child while a parent's record is being retried", async () => {
    harness.write(1);
    harness.stream.close(FIRST_SHARD, 1);
    harness.write(1);
    let failures = 3;
    await harness.runOnce(async (event) => {
      if (event.Records.some((record) => nameOf(record) === "item 1") && failures > 0) {
        failures -= 1;
        throw new Error("not now");
      }
      await harness.takeAll(event);
    });
    expect(harness.handled).toEqual(["item 1", "item 2"]);
  });

  it("starts reading when the stream of the table is enabled", async () => {
    harness.stream = scriptedStream({ table: "another", systemNow: () => harness.nowMs });
    harness.client = harness.stream.client;
    const consumer = harness.start();
    await consumer.caughtUp();
    harness.script();
    const names = harness.write(2);
    await consumer.caughtUp();
    expect(harness.handled).toEqual(names);
  });
});

describe("the consumer recovers records that may be missing before it continues", () => {
  it("for a stream that was never read", async () => {
    await harness.runOnce();
    await harness.runOnce();
    expect(harness.gaps).toEqual([{ kind: "new-stream", stream: expect.any(String) }]);
  });

  it("when no worker ran for a day, even if a shard was never read", async () => {
    harness.stream.close(FIRST_SHARD, 1);
    await harness.runOnce();
    const [child = ""] = harness.stream.openShards();
    harness.write(2);
    harness.nowMs += 25 * 3_600_000;
    harness.stream.trim(child, 0);
    const kept = harness.write(1);
    await harness.runOnce();
    expect(harness.handled).toEqual(kept);
    expect(harness.lossGaps()).toEqual([
      { kind: "absence", stream: expect.any(String), sinceMs: expect.any(Number) },
    ]);
  });

  it("when nothing could be read for a day", async () => {
    const consumer = harness.start();
    await consumer.caughtUp();
    harness.write(2);
    harness.nowMs += 25 * 3_600_000;
    harness.stream.trim(FIRST_SHARD, 0);
    const kept = harness.write(1);
    await consumer.caughtUp();
    expect(harness.handled).toEqual(kept);
    expect(harness.lossGaps()).toMatchObject([
      { kind: "absence" },
      { kind: "trimmed-records", after: null },
    ]);
  });

  it("when the shards could not be listed for a day", async () => {
    const consumer = harness.start();
    await consumer.caughtUp();
    const [child = ""] = harness.stream.close(FIRST_SHARD, 1);
    harness.write(2);
    let isDown = true;
    harness.client = {
      ...harness.stream.client,
      describe: async (...asked) => {
        if (isDown) throw new StreamError("unavailable", "not allowed");
        return harness.stream.client.describe(...asked);
      },
    };
    while (consumer.snapshot().failure === null) await turn();
    harness.nowMs += 25 * 3_600_000;
    harness.stream.trim(child, 0);
    const kept = harness.write(1);
    isDown = false;
    await consumer.caughtUp();
    expect(harness.handled).toEqual(kept);
    expect(harness.lossGaps()).toMatchObject([{ kind: "absence" }]);
  });

  it("when a clock far ahead recorded the last activity of a worker", async () => {
    harness.stream.close(FIRST_SHARD, 1);
    harness.nowMs += 365 * 86_400_000;
    await harness.runOnce();
    harness.nowMs -= 365 * 86_400_000;
    await harness.runOnce();
    expect(harness.lossGaps()).toMatchObject([{ kind: "absence" }]);
  });

  it("when shards were trimmed unread", async () => {
    await harness.runOnce();
    harness.write(2);
    const [child = ""] = harness.stream.close(FIRST_SHARD, 1);
    harness.stream.close(child, 1);
    const kept = harness.write(2);
    harness.stream.drop(FIRST_SHARD);
    harness.stream.drop(child);
    await harness.runOnce();
    expect(harness.handled).toEqual(kept);
    expect(harness.lossGaps()).toEqual([
      { kind: "trimmed-shards", stream: expect.any(String), shards: [FIRST_SHARD, child] },
    ]);
  });

  it("when the shard that it reads is trimmed", async () => {
    const consumer = harness.start();
    await consumer.caughtUp();
    harness.write(2);
    const [child = ""] = harness.stream.close(FIRST_SHARD, 1);
    harness.stream.drop(FIRST_SHARD);
    const kept = harness.write(1);
    await consumer.caughtUp();
    expect(harness.handled).toEqual(kept);
    expect(harness.lossGaps()).toMatchObject([{ kind: "trimmed-shards", shards: [FIRST_SHARD] }]);
    expect(child).not.toBe("");
  });

  it("and repeats the recovery until it succeeds", async () => {
    harness.write(2);
    await harness.runOnce();
    harness.write(3);
    harness.stream.trim(FIRST_SHARD, 1);
    harness.handled = [];
    let refusals = 3;
    const order: string[] = [];
    await harness.runOnce(
      async () => {
        order.push("handled");
      },
      {},
      {
        recover: async () => {
          refusals -= 1;
          order.push(refusals >= 0 ? "refused" : "recovered");
          if (refusals >= 0) throw new Error("the database is down");
        },
      },
    );
    expect(order).toEqual(["refused", "refused", "refused", "recovered", "handled"]);
  });

  it("and repeats the recovery after a crash", async () => {
    const crash = async (): Promise<void> => {
      const worker = harness.start(harness.takeAll, {}, { recover: refuse });
      while (worker.snapshot().failure === null) await turn();
      await worker.stop();
    };
    await crash();
    await harness.runOnce();
    harness.stream.close(FIRST_SHARD, 1);
    harness.stream.drop(FIRST_SHARD);
    await crash();
    await harness.runOnce();
    expect(harness.gaps).toMatchObject([{ kind: "new-stream" }, { kind: "trimmed-shards" }]);
  });

  it("once, and not while a worker is running", async () => {
    harness.stream.close(FIRST_SHARD, 1);
    harness.stream.drop(FIRST_SHARD);
    const consumer = harness.start(harness.takeAll, { discoverMs: 1 });
    for (const hours of [15, 15, 15]) {
      harness.nowMs += hours * 3_600_000;
      harness.write(1);
      await consumer.caughtUp();
    }
    await consumer.stop();
    await harness.runOnce();
    expect(harness.lossGaps()).toMatchObject([{ kind: "trimmed-shards", shards: [FIRST_SHARD] }]);
  });

  it("when the stream was disabled and enabled again, once the old one is read", async () => {
    const before = harness.write(2);
    await harness.runOnce();
    const unread = harness.write(2);
    harness.stream.disable();
    harness.write(3);
    harness.stream.enable();
    const after = harness.write(2);
    await harness.runOnce();
    expect(harness.handled).toEqual([...before, ...unread, ...after]);
    expect(harness.gaps.map(({ kind }) => kind)).toEqual(["new-stream", "new-stream"]);
  });

  it("when the stream is recreated while the consumer runs", async () => {
    const consumer = harness.start(harness.takeAll, { discoverMs: 1 });
    const before = harness.write(2);
    await consumer.caughtUp();
    harness.stream.disable();
    harness.stream.enable();
    const after = harness.write(2);
    await consumer.caughtUp();
    expect(harness.handled).toEqual([...before, ...after]);
  });
});
