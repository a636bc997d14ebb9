import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConsumerBench,
  consumerBench,
  FIRST_SHARD,
  nameOf,
  turn,
} from "./consumer-harness.ts";
import { scriptedStream } from "./scripted-stream.ts";
import { StreamError } from "./stream-client.ts";

let bench: ConsumerBench;
beforeEach(() => {
  bench = consumerBench();
});
afterEach(() => bench.clear());

const refuse = () => Promise.reject(new Error("the database is down"));

describe("the consumer reads shards in their order of descent", () => {
  it("reads a parent to its end before its children", async () => {
    const first = bench.write(5);
    const children = bench.stream.close(FIRST_SHARD, 2);
    const second = bench.write(5);
    for (const child of children) bench.stream.close(child, 1);
    const third = bench.write(5);
    await bench.runOnce(bench.takeAll, { batchSize: 2 });
    expect([...bench.handled].sort()).toEqual([...first, ...second, ...third].sort());
    expect(bench.handled.slice(0, 5)).toEqual(first);
  });

  it("follows shards that close while it runs", async () => {
    const consumer = bench.start();
    const names = bench.write(3);
    await consumer.caughtUp();
    for (let generation = 0; generation < 3; generation += 1) {
      for (const shard of bench.stream.openShards()) bench.stream.close(shard, 2);
      names.push(...bench.write(20));
      await consumer.caughtUp();
    }
    expect([...bench.handled].sort()).toEqual([...names].sort());
    expect(consumer.snapshot().shards).toHaveLength(8);
  });

  it("follows a shard that closes at once, while others go on", async () => {
    bench.stream.close(FIRST_SHARD, 2);
    const consumer = bench.start(bench.takeAll, { discoverMs: 1e12 });
    await consumer.caughtUp();
    const [open = ""] = bench.stream.openShards();
    bench.stream.close(open, 1);
    const names = bench.write(20);
    await consumer.caughtUp();
    expect([...bench.handled].sort()).toEqual([...names].sort());
  });

  it("does not read a child while a parent's record is being retried", async () => {
    bench.write(1);
    bench.stream.close(FIRST_SHARD, 1);
    bench.write(1);
    let failures = 3;
    await bench.runOnce(async (event) => {
      if (event.Records.some((record) => nameOf(record) === "item 1") && failures > 0) {
        failures -= 1;
        throw new Error("not now");
      }
      await bench.takeAll(event);
    });
    expect(bench.handled).toEqual(["item 1", "item 2"]);
  });

  it("begins when the table gets its stream", async () => {
    bench.stream = scriptedStream({ table: "another", systemNow: () => bench.nowMs });
    bench.client = bench.stream.client;
    const consumer = bench.start();
    await consumer.caughtUp();
    bench.script();
    const names = bench.write(2);
    await consumer.caughtUp();
    expect(bench.handled).toEqual(names);
  });
});

describe("the consumer says what may be missing, and has it made good before it goes on", () => {
  it("on a stream that it never read before", async () => {
    await bench.runOnce();
    await bench.runOnce();
    expect(bench.gaps).toEqual([{ kind: "new-stream", stream: expect.any(String) }]);
  });

  it("when no worker was there for a day: a shard that was never read hides what it lost", async () => {
    bench.stream.close(FIRST_SHARD, 1);
    await bench.runOnce();
    const [child = ""] = bench.stream.openShards();
    bench.write(2);
    bench.nowMs += 25 * 3_600_000;
    bench.stream.trim(child, 0);
    const kept = bench.write(1);
    await bench.runOnce();
    expect(bench.handled).toEqual(kept);
    expect(bench.lossGaps()).toEqual([
      { kind: "absence", stream: expect.any(String), sinceMs: expect.any(Number) },
    ]);
  });

  it("when nothing could be read for a day", async () => {
    const consumer = bench.start();
    await consumer.caughtUp();
    bench.write(2);
    bench.nowMs += 25 * 3_600_000;
    bench.stream.trim(FIRST_SHARD, 0);
    const kept = bench.write(1);
    await consumer.caughtUp();
    expect(bench.handled).toEqual(kept);
    expect(bench.lossGaps()).toMatchObject([
      { kind: "absence" },
      { kind: "trimmed-records", after: null },
    ]);
  });

  it("when no shard could be looked for during a day", async () => {
    const consumer = bench.start();
    await consumer.caughtUp();
    const [child = ""] = bench.stream.close(FIRST_SHARD, 1);
    bench.write(2);
    let isDown = true;
    bench.client = {
      ...bench.stream.client,
      describe: async (...asked) => {
        if (isDown) throw new StreamError("unavailable", "not allowed");
        return bench.stream.client.describe(...asked);
      },
    };
    while (consumer.snapshot().failure === null) await turn();
    bench.nowMs += 25 * 3_600_000;
    bench.stream.trim(child, 0);
    const kept = bench.write(1);
    isDown = false;
    await consumer.caughtUp();
    expect(bench.handled).toEqual(kept);
    expect(bench.lossGaps()).toMatchObject([{ kind: "absence" }]);
  });

  it("when a clock that ran far ahead noted when a worker was last there", async () => {
    bench.stream.close(FIRST_SHARD, 1);
    bench.nowMs += 365 * 86_400_000;
    await bench.runOnce();
    bench.nowMs -= 365 * 86_400_000;
    await bench.runOnce();
    expect(bench.lossGaps()).toMatchObject([{ kind: "absence" }]);
  });

  it("when shards were dropped unread", async () => {
    await bench.runOnce();
    bench.write(2);
    const [child = ""] = bench.stream.close(FIRST_SHARD, 1);
    bench.stream.close(child, 1);
    const kept = bench.write(2);
    bench.stream.drop(FIRST_SHARD);
    bench.stream.drop(child);
    await bench.runOnce();
    expect(bench.handled).toEqual(kept);
    expect(bench.lossGaps()).toEqual([
      { kind: "trimmed-shards", stream: expect.any(String), shards: [FIRST_SHARD, child] },
    ]);
  });

  it("when the shard that it is reading is dropped", async () => {
    const consumer = bench.start();
    await consumer.caughtUp();
    bench.write(2);
    const [child = ""] = bench.stream.close(FIRST_SHARD, 1);
    bench.stream.drop(FIRST_SHARD);
    const kept = bench.write(1);
    await consumer.caughtUp();
    expect(bench.handled).toEqual(kept);
    expect(bench.lossGaps()).toMatchObject([{ kind: "trimmed-shards", shards: [FIRST_SHARD] }]);
    expect(child).not.toBe("");
  });

  it("asks again until it has been made good, and only then reads on", async () => {
    bench.write(2);
    await bench.runOnce();
    bench.write(3);
    bench.stream.trim(FIRST_SHARD, 1);
    bench.handled = [];
    let refusals = 3;
    const order: string[] = [];
    await bench.runOnce(
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

  it("asks again after a crash", async () => {
    const crash = async (): Promise<void> => {
      const worker = bench.start(bench.takeAll, {}, { recover: refuse });
      while (worker.snapshot().failure === null) await turn();
      await worker.stop();
    };
    await crash();
    await bench.runOnce();
    bench.stream.close(FIRST_SHARD, 1);
    bench.stream.drop(FIRST_SHARD);
    await crash();
    await bench.runOnce();
    expect(bench.gaps).toMatchObject([{ kind: "new-stream" }, { kind: "trimmed-shards" }]);
  });

  it("once, and nothing as long as a worker is there", async () => {
    bench.stream.close(FIRST_SHARD, 1);
    bench.stream.drop(FIRST_SHARD);
    const consumer = bench.start(bench.takeAll, { discoverMs: 1 });
    for (const hours of [15, 15, 15]) {
      bench.nowMs += hours * 3_600_000;
      bench.write(1);
      await consumer.caughtUp();
    }
    await consumer.stop();
    await bench.runOnce();
    expect(bench.lossGaps()).toMatchObject([{ kind: "trimmed-shards", shards: [FIRST_SHARD] }]);
  });

  it("after the stream was disabled and enabled again, once the old one is read", async () => {
    const before = bench.write(2);
    await bench.runOnce();
    const unread = bench.write(2);
    bench.stream.disable();
    bench.write(3);
    bench.stream.enable();
    const after = bench.write(2);
    await bench.runOnce();
    expect(bench.handled).toEqual([...before, ...unread, ...after]);
    expect(bench.gaps.map(({ kind }) => kind)).toEqual(["new-stream", "new-stream"]);
  });

  it("follows a stream that is recreated while it runs", async () => {
    const consumer = bench.start(bench.takeAll, { discoverMs: 1 });
    const before = bench.write(2);
    await consumer.caughtUp();
    bench.stream.disable();
    bench.stream.enable();
    const after = bench.write(2);
    await consumer.caughtUp();
    expect(bench.handled).toEqual([...before, ...after]);
  });
});
