import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConsumerBench,
  consumerBench,
  FIRST_SHARD,
  nameOf,
  turn,
} from "./consumer-harness.ts";
import type { StreamHandler } from "./shard-reader.ts";

let bench: ConsumerBench;
beforeEach(() => {
  bench = consumerBench();
});
afterEach(() => bench.clear());

const poison =
  (name: string): StreamHandler =>
  async (event) => {
    if (event.Records.some((record) => nameOf(record) === name)) throw new Error("poison");
    await bench.takeAll(event);
  };

describe("the consumer retries like Lambda", () => {
  it("isolates a poison record by halving, parks it alone and handles all others", async () => {
    const names = bench.write(20);
    const sizes: number[] = [];
    const handler = poison("item 13");
    const consumer = await bench.runOnce(async (event) => {
      sizes.push(event.Records.length);
      return handler(event);
    });
    expect(sizes.slice(0, 10)).toEqual([20, 10, 10, 5, 3, 2, 8, 4, 2, 1]);
    expect(bench.parked).toEqual(["item 13"]);
    expect(bench.handled).toEqual(names.filter((name) => name !== "item 13"));
    expect(consumer.snapshot()).toMatchObject({ records: 19, parked: 1 });
  });

  it("tries a record as often as it is told, with longer and longer waits", async () => {
    bench.write(1);
    let tries = 0;
    const before = bench.nowMs;
    await bench.runOnce(
      async () => {
        tries += 1;
        throw new Error("poison");
      },
      { maxAttempts: 5, idleMs: 1, backoff: { baseMs: 1_000, maxMs: 60_000 } },
    );
    expect(tries).toBe(5);
    expect(bench.nowMs - before).toBeGreaterThan(11_000);
    expect(bench.parked).toEqual(["item 1"]);
  });

  it("parks what fails and is too old at once", async () => {
    bench.write(1);
    bench.nowMs += 86_400_000;
    let tries = 0;
    await bench.runOnce(async () => {
      tries += 1;
      throw new Error("poison");
    });
    expect(tries).toBe(1);
    expect(bench.parked).toEqual(["item 1"]);
  });

  it("retries the whole batch when the answer names a record that is not in it", async () => {
    const names = bench.write(2);
    let answered = false;
    await bench.runOnce(async (event) => {
      if (!answered) {
        answered = true;
        return { batchItemFailures: [{ itemIdentifier: "" }] };
      }
      return bench.takeAll(event);
    });
    expect(bench.handled).toEqual(names);
  });

  it("handles nothing behind a record before that record is parked", async () => {
    const names = bench.write(3);
    let refusals = 4;
    await bench.runOnce(
      poison("item 2"),
      { maxAttempts: 2 },
      {
        park: async (records) => {
          refusals -= 1;
          if (refusals >= 0) throw new Error("the parked store is down");
          expect(bench.handled).toEqual(["item 1"]);
          bench.parked.push(...records.map(nameOf));
        },
      },
    );
    expect(bench.parked).toEqual(["item 2"]);
    expect(bench.handled).toEqual(names.filter((name) => name !== "item 2"));
  });

  describe("a record that the handler names", () => {
    let deliveries: string[][];
    let second: string;
    beforeEach(async () => {
      deliveries = [];
      bench.write(3);
      second = await bench.sequenceNumberOf("item 2");
    });
    const naming: StreamHandler = async ({ Records }) => {
      const names = Records.map(nameOf);
      deliveries.push(names);
      if (!names.includes("item 2")) return { batchItemFailures: [] };
      return { batchItemFailures: [{ itemIdentifier: second }] };
    };

    it("is tried alone, and what is behind it comes after it", async () => {
      await bench.runOnce(naming, { maxAttempts: 3 });
      expect(deliveries).toEqual([
        ["item 1", "item 2", "item 3"],
        ["item 2"],
        ["item 2"],
        ["item 3"],
      ]);
    });

    it("is delivered alone while it cannot be parked", async () => {
      bench.nowMs += 86_400_000;
      let isDown = true;
      const park = async (): Promise<void> => {
        if (!isDown) return;
        isDown = false;
        throw new Error("the parked store is down");
      };
      await bench.runOnce(naming, {}, { park });
      expect(deliveries).toEqual([["item 1", "item 2", "item 3"], ["item 2"], ["item 3"]]);
    });
  });

  it("does not keep other shards waiting for a retry", async () => {
    bench.stream.close(FIRST_SHARD, 2);
    const names = bench.write(20);
    const [first = ""] = names;
    const consumer = bench.start(poison(first), { maxAttempts: 1_000_000 });
    while (bench.handled.length === 0) {
      await turn();
    }
    await consumer.stop();
    expect(bench.handled).not.toContain(first);
    expect(consumer.snapshot().parked).toBe(0);
  });
});
