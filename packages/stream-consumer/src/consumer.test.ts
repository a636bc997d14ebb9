import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerBench, consumerBench, nameOf, sequenceOf } from "./consumer-harness.ts";
import { deferred } from "./deferred.ts";

let bench: ConsumerBench;
beforeEach(() => {
  bench = consumerBench();
});
afterEach(() => bench.clear());

describe("the consumer works for its owner", () => {
  it("holds one read at a time: a slow handler slows the reading", async () => {
    bench.write(9);
    const reads: number[] = [];
    await bench.runOnce(
      async (event) => {
        reads.push(bench.calls.filter((call) => call === "records").length);
        await bench.takeAll(event);
      },
      { batchSize: 3 },
    );
    expect(reads).toEqual([1, 2, 3]);
  });

  it("lets the batch in hand and its checkpoint end when it is stopped", async () => {
    const names = bench.write(4);
    const handling = deferred<void>();
    const begun = deferred<void>();
    const consumer = bench.start(
      async (event) => {
        begun.resolve();
        await handling.promise;
        await bench.takeAll(event);
      },
      { batchSize: 2 },
    );
    await begun.promise;
    const stopping = consumer.stop();
    handling.resolve();
    await stopping;
    expect(bench.handled).toEqual(names.slice(0, 2));
    expect(await consumer.ended).toBe("stopped");
    await bench.runOnce();
    expect(bench.handled).toEqual(names);
  });

  it("can be stopped before it starts, and tells who waits that it has ended", async () => {
    const consumer = bench.start();
    const waiting = consumer.caughtUp().catch((error: Error) => error.message);
    await consumer.stop();
    expect(await waiting).toBe("the stream consumer was stopped");
    await expect(consumer.caughtUp()).rejects.toThrow("stopped");
  });

  it("reports what it handled, how old it was, what it retries and what it parked", async () => {
    bench.write(2);
    bench.nowMs += 5_000;
    const third = bench.write(1);
    await bench.runOnce(
      async ({ Records }) => {
        const poisoned = Records.find((record) => third.includes(nameOf(record)));
        if (poisoned === undefined) return { batchItemFailures: [] };
        return { batchItemFailures: [{ itemIdentifier: sequenceOf(poisoned) }] };
      },
      { maxAttempts: 2 },
    );
    const said = bench.events.map((event) =>
      event.type === "handled" ? `${event.records} at ${event.iteratorAgeMs} ms` : event.type,
    );
    expect(said).toEqual(["gap", "shard-opened", "2 at 5000 ms", "retry", "parked"]);
  });

  it("goes on when its owner's metrics fail", async () => {
    const names = bench.write(2);
    const consumer = bench.start(
      bench.takeAll,
      {},
      {
        observe: () => {
          throw new Error("no metrics");
        },
      },
    );
    await consumer.caughtUp();
    expect(bench.handled).toEqual(names);
    expect(consumer.snapshot().state).toBe("running");
  });
});
