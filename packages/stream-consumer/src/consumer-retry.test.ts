import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type ConsumerHarness,
  consumerHarness,
  FIRST_SHARD,
  nameOf,
  turn,
} from "./consumer-harness.ts";
import type { StreamHandler } from "./shard-reader.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

const poison =
  (name: string): StreamHandler =>
  async (event) => {
    if (event.Records.some((record) => nameOf(record) === name)) throw new Error("poison");
    await harness.takeAll(event);
  };

describe("the consumer, retrying like Lambda,", () => {
  it("isolates a poison record by halving, parks it alone and handles all others", async () => {
    const names = harness.write(20);
    const sizes: number[] = [];
    const handler = poison("item 13");
    const consumer = await harness.runOnce(async (event) => {
      sizes.push(event.Records.length);
      return handler(event);
    });
    expect(sizes.slice(0, 10)).toEqual([20, 10, 10, 5, 3, 2, 8, 4, 2, 1]);
    expect(harness.parked).toEqual(["item 13"]);
    expect(harness.handled).toEqual(names.filter((name) => name !== "item 13"));
    expect(consumer.snapshot()).toMatchObject({ records: 19, parked: 1 });
  });

  it("tries a record up to the limit, with increasing waits", async () => {
    harness.write(1);
    let tries = 0;
    const before = harness.nowMs;
    await harness.runOnce(
      async () => {
        tries += 1;
        throw new Error("poison");
      },
      { maxAttempts: 5, idleMs: 1, backoff: { baseMs: 1_000, maxMs: 60_000 } },
    );
    expect(tries).toBe(5);
    expect(harness.nowMs - before).toBeGreaterThan(11_000);
    expect(harness.parked).toEqual(["item 1"]);
  });

  it("parks a failing record at once when it is too old", async () => {
    harness.write(1);
    harness.nowMs += 86_400_000;
    let tries = 0;
    await harness.runOnce(async () => {
      tries += 1;
      throw new Error("poison");
    });
    expect(tries).toBe(1);
    expect(harness.parked).toEqual(["item 1"]);
  });

  it("retries the whole batch when the response names a record that is not in it", async () => {
    const names = harness.write(2);
    let answered = false;
    await harness.runOnce(async (event) => {
      if (!answered) {
        answered = true;
        return { batchItemFailures: [{ itemIdentifier: "" }] };
      }
      return harness.takeAll(event);
    });
    expect(harness.handled).toEqual(names);
  });

  it("handles nothing after a record before that record is parked", async () => {
    const names = harness.write(3);
    let refusals = 4;
    await harness.runOnce(
      poison("item 2"),
      { maxAttempts: 2 },
      {
        park: async (records) => {
          refusals -= 1;
          if (refusals >= 0) throw new Error("the parked store is down");
          expect(harness.handled).toEqual(["item 1"]);
          harness.parked.push(...records.map(nameOf));
        },
      },
    );
    expect(harness.parked).toEqual(["item 2"]);
    expect(harness.handled).toEqual(names.filter((name) => name !== "item 2"));
  });

  describe("for a record that the handler names,", () => {
    let deliveries: string[][];
    let second: string;
    beforeEach(async () => {
      deliveries = [];
      harness.write(3);
      second = await harness.sequenceNumberOf("item 2");
    });
    const naming: StreamHandler = async ({ Records }) => {
      const names = Records.map(nameOf);
      deliveries.push(names);
      if (!names.includes("item 2")) return { batchItemFailures: [] };
      return { batchItemFailures: [{ itemIdentifier: second }] };
    };

    it("tries it alone and continues with the records after it", async () => {
      await harness.runOnce(naming, { maxAttempts: 3 });
      expect(deliveries).toEqual([
        ["item 1", "item 2", "item 3"],
        ["item 2"],
        ["item 2"],
        ["item 3"],
      ]);
    });

    it("delivers it alone while it cannot be parked", async () => {
      harness.nowMs += 86_400_000;
      let isDown = true;
      const park = async (): Promise<void> => {
        if (!isDown) return;
        isDown = false;
        throw new Error("the parked store is down");
      };
      await harness.runOnce(naming, {}, { park });
      expect(deliveries).toEqual([["item 1", "item 2", "item 3"], ["item 2"], ["item 3"]]);
    });
  });

  it("does not delay other shards while one retries", async () => {
    harness.stream.close(FIRST_SHARD, 2);
    const names = harness.write(20);
    const [first = ""] = names;
    const consumer = harness.start(poison(first), { maxAttempts: 1_000_000 });
    while (harness.handled.length === 0) {
      await turn();
    }
    await consumer.stop();
    expect(harness.handled).not.toContain(first);
    expect(consumer.snapshot().parked).toBe(0);
  });
});
