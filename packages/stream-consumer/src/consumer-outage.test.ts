import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBench, consumerBench } from "./consumer-harness.ts";
import { type StreamClient, StreamError } from "./stream-client.ts";

let bench: ConsumerBench;
beforeEach(() => {
  bench = consumerBench();
});
afterEach(() => bench.clear());

describe("the consumer outlasts", () => {
  const operations = ["listStreams", "describe", "getIterator", "getRecords"] as const;
  it.each(operations)("a service that refuses %s for a while", async (operation) => {
    let refusals = 6;
    const real = bench.stream.client;
    const refusing = async () => {
      refusals -= 1;
      throw new StreamError("unavailable", "throttled");
    };
    bench.client = new Proxy(real, {
      get: (target, name) =>
        name === operation && refusals > 0 ? refusing : target[name as keyof StreamClient],
    });
    const names = bench.write(3);
    const consumer = bench.start();
    await consumer.caughtUp();
    expect(bench.handled).toEqual(names);
    expect(refusals).toBe(0);
  });

  it("an empty answer in the middle of a shard", async () => {
    const names = bench.write(3);
    const real = bench.stream.client;
    let hollow = 2;
    bench.client = {
      ...real,
      getRecords: async (iterator, limit) => {
        hollow -= 1;
        return hollow >= 0 ? { records: [], next: iterator } : real.getRecords(iterator, limit);
      },
    };
    const consumer = bench.start();
    while (bench.handled.length < 3) await consumer.caughtUp();
    expect(bench.handled).toEqual(names);
  });

  it("a clock that is set back by a day", async () => {
    const consumer = bench.start();
    await consumer.caughtUp();
    let failed = false;
    bench.client = {
      ...bench.stream.client,
      getRecords: async (iterator, limit) => {
        if (!failed) {
          failed = true;
          bench.nowMs -= 86_400_000;
          throw new StreamError("unavailable", "lost");
        }
        return bench.stream.client.getRecords(iterator, limit);
      },
    };
    const names = bench.write(2);
    await consumer.caughtUp();
    bench.nowMs -= 86_400_000;
    for (const shard of bench.stream.openShards()) bench.stream.close(shard, 1);
    names.push(...bench.write(2));
    const beforeMs = bench.nowMs;
    await consumer.caughtUp();
    expect(bench.handled).toEqual(names);
    // It did not wait for the day to pass again.
    expect(bench.nowMs - beforeMs).toBeLessThan(60_000);
  });

  it("one failure after another, and waits after each as if it were the first", async () => {
    const real = bench.stream.client;
    let fails = false;
    bench.client = {
      ...real,
      getRecords: async (iterator, limit) => {
        fails = !fails;
        if (fails) throw new StreamError("unavailable", "lost");
        return real.getRecords(iterator, limit);
      },
    };
    const consumer = bench.start(bench.takeAll, { backoff: { baseMs: 100, maxMs: 3_600_000 } });
    const beforeMs = bench.nowMs;
    for (let turn = 0; turn < 20; turn += 1) {
      bench.write(1);
      await consumer.caughtUp();
    }
    expect(bench.handled).toHaveLength(20);
    expect(bench.nowMs - beforeMs).toBeLessThan(600_000);
  });

  it("a clock that is set forward by a year: nothing is parked untried", async () => {
    const names = bench.write(3);
    bench.nowMs += 365 * 86_400_000;
    await bench.runOnce();
    expect(bench.handled).toEqual(names);
    expect(bench.parked).toEqual([]);
  });
});
