import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerHarness, consumerHarness } from "./consumer-harness.ts";
import { type StreamClient, StreamError } from "./stream-client.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

describe("the consumer survives", () => {
  const operations = ["listStreams", "describe", "getIterator", "getRecords"] as const;
  it.each(operations)("a service that rejects %s for a while", async (operation) => {
    let refusals = 6;
    const real = harness.stream.client;
    const refusing = async () => {
      refusals -= 1;
      throw new StreamError("unavailable", "throttled");
    };
    harness.client = new Proxy(real, {
      get: (target, name) =>
        name === operation && refusals > 0 ? refusing : target[name as keyof StreamClient],
    });
    const names = harness.write(3);
    const consumer = harness.start();
    await consumer.caughtUp();
    expect(harness.handled).toEqual(names);
    expect(refusals).toBe(0);
  });

  it("an empty answer in the middle of a shard", async () => {
    const names = harness.write(3);
    const real = harness.stream.client;
    let hollow = 2;
    harness.client = {
      ...real,
      getRecords: async (iterator, limit) => {
        hollow -= 1;
        return hollow >= 0 ? { records: [], next: iterator } : real.getRecords(iterator, limit);
      },
    };
    const consumer = harness.start();
    while (harness.handled.length < 3) await consumer.caughtUp();
    expect(harness.handled).toEqual(names);
  });

  it("a clock that is set back by a day", async () => {
    const consumer = harness.start();
    await consumer.caughtUp();
    let failed = false;
    harness.client = {
      ...harness.stream.client,
      getRecords: async (iterator, limit) => {
        if (!failed) {
          failed = true;
          harness.nowMs -= 86_400_000;
          throw new StreamError("unavailable", "lost");
        }
        return harness.stream.client.getRecords(iterator, limit);
      },
    };
    const names = harness.write(2);
    await consumer.caughtUp();
    harness.nowMs -= 86_400_000;
    for (const shard of harness.stream.openShards()) harness.stream.close(shard, 1);
    names.push(...harness.write(2));
    const beforeMs = harness.nowMs;
    await consumer.caughtUp();
    expect(harness.handled).toEqual(names);
    // It did not wait for the day to pass again.
    expect(harness.nowMs - beforeMs).toBeLessThan(60_000);
  });

  it("one failure after another, and waits after each as if it were the first", async () => {
    const real = harness.stream.client;
    let fails = false;
    harness.client = {
      ...real,
      getRecords: async (iterator, limit) => {
        fails = !fails;
        if (fails) throw new StreamError("unavailable", "lost");
        return real.getRecords(iterator, limit);
      },
    };
    const consumer = harness.start(harness.takeAll, { backoff: { baseMs: 100, maxMs: 3_600_000 } });
    const beforeMs = harness.nowMs;
    for (let turn = 0; turn < 20; turn += 1) {
      harness.write(1);
      await consumer.caughtUp();
    }
    expect(harness.handled).toHaveLength(20);
    expect(harness.nowMs - beforeMs).toBeLessThan(600_000);
  });

  it("a clock that is set forward by a year, without parking untried records", async () => {
    const names = harness.write(3);
    harness.nowMs += 365 * 86_400_000;
    await harness.runOnce();
    expect(harness.handled).toEqual(names);
    expect(harness.parked).toEqual([]);
  });
});
