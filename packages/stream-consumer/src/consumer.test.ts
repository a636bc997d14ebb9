import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ConsumerHarness, consumerHarness, nameOf, sequenceOf } from "./consumer-harness.ts";
import { deferred } from "./deferred.ts";

let harness: ConsumerHarness;
beforeEach(() => {
  harness = consumerHarness();
});
afterEach(() => harness.clear());

describe("a running consumer", () => {
  it("has one read in flight, so that a slow handler slows the reading", async () => {
    harness.write(9);
    const reads: number[] = [];
    await harness.runOnce(
      async (event) => {
        reads.push(harness.calls.filter((call) => call === "records").length);
        await harness.takeAll(event);
      },
      { batchSize: 3 },
    );
    expect(reads).toEqual([1, 2, 3]);
  });

  it("finishes the current batch and its checkpoint when it is stopped", async () => {
    const names = harness.write(4);
    const handling = deferred<void>();
    const begun = deferred<void>();
    const consumer = harness.start(
      async (event) => {
        begun.resolve();
        await handling.promise;
        await harness.takeAll(event);
      },
      { batchSize: 2 },
    );
    await begun.promise;
    const stopping = consumer.stop();
    handling.resolve();
    await stopping;
    expect(harness.handled).toEqual(names.slice(0, 2));
    expect(await consumer.ended).toBe("stopped");
    await harness.runOnce();
    expect(harness.handled).toEqual(names);
  });

  it("can be stopped before it starts, and rejects pending waits", async () => {
    const consumer = harness.start();
    const waiting = consumer.caughtUp().catch((error: Error) => error.message);
    await consumer.stop();
    expect(await waiting).toBe("the stream consumer was stopped");
    await expect(consumer.caughtUp()).rejects.toThrow("stopped");
  });

  it("reports what it handled and its age, what it retries and what it parked", async () => {
    harness.write(2);
    harness.nowMs += 5_000;
    const third = harness.write(1);
    await harness.runOnce(
      async ({ Records }) => {
        const poisoned = Records.find((record) => third.includes(nameOf(record)));
        if (poisoned === undefined) return { batchItemFailures: [] };
        return { batchItemFailures: [{ itemIdentifier: sequenceOf(poisoned) }] };
      },
      { maxAttempts: 2 },
    );
    const said = harness.events.map((event) =>
      event.type === "handled" ? `${event.records} at ${event.iteratorAgeMs} ms` : event.type,
    );
    expect(said).toEqual(["gap", "shard-opened", "2 at 5000 ms", "retry", "parked"]);
  });

  it("continues when the observer throws", async () => {
    const names = harness.write(2);
    const consumer = harness.start(
      harness.takeAll,
      {},
      {
        observe: () => {
          throw new Error("no metrics");
        },
      },
    );
    await consumer.caughtUp();
    expect(harness.handled).toEqual(names);
    expect(consumer.snapshot().state).toBe("running");
  });
});
