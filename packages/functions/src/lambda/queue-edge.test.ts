import type { MessageOutcome, QueueConsumer } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import type { SQSEvent } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { fromQueue, scheduledOrQueued } from "./queue-edge.ts";

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

const refuse = () => Promise.reject(new Error("no queue"));

/** A batch as SQS hands it over, of the fields that are read. */
function batch(...bodies: readonly string[]): SQSEvent {
  const records = bodies.map((body, position) => ({
    messageId: `message-${position}`,
    body,
    attributes: { ApproximateReceiveCount: "1" },
  }));
  return { Records: records } as unknown as SQSEvent;
}

/** A consumer that answers these outcomes. */
function answering(...outcomes: readonly MessageOutcome[]): QueueConsumer {
  return async () => outcomes;
}

const failures = (...positions: readonly number[]) => ({
  batchItemFailures: positions.map((position) => ({ itemIdentifier: `message-${position}` })),
});

describe("a queue consumer as a Lambda function on an SQS queue", () => {
  let parked: [body: string, reason: string][];
  let deferred: [body: string, delayMs: number][];
  beforeEach(() => {
    parked = [];
    deferred = [];
  });
  const park = async (body: string, reason: string): Promise<void> => {
    parked.push([body, reason]);
  };
  const defer = async (body: string, delayMs: number): Promise<void> => {
    deferred.push([body, delayMs]);
  };

  it("passes the bodies on in their order and reports only the failed messages", async () => {
    const seen: string[] = [];
    const consume = async (bodies: readonly string[]): Promise<MessageOutcome[]> => {
      seen.push(...bodies);
      return [{ kind: "done" }, { kind: "failed", reason: "throttled" }, { kind: "done" }];
    };
    expect(await fromQueue(consume, { park, log })(batch("a", "b", "c"))).toEqual(failures(1));
    expect(seen).toEqual(["a", "b", "c"]);
    expect(parked).toEqual([]);
  });

  it("parks a poison message with its reason and reports it as handled", async () => {
    const consume = answering({ kind: "poison", reason: "not JSON" });
    expect(await fromQueue(consume, { park, log })(batch("{"))).toEqual(failures());
    expect(parked).toEqual([["{", "not JSON"]]);
  });

  it("reports a poison message that could not be parked, so that it is not lost", async () => {
    const consume = answering({ kind: "poison", reason: "not JSON" }, { kind: "done" });
    expect(await fromQueue(consume, { park: refuse, log })(batch("{", "b"))).toEqual(failures(0));
  });

  it("sends a deferred message again with its delay and reports the delivery as handled", async () => {
    const consume = answering({ kind: "later", delayMs: 30_000 });
    expect(await fromQueue(consume, { park, defer, log })(batch("a"))).toEqual(failures());
    expect(deferred).toEqual([["a", 30_000]]);
  });

  it("reports a message as failed that cannot be deferred", async () => {
    const consume = answering({ kind: "later", delayMs: 30_000 });
    const refusing = { park, defer: refuse, log };
    expect(await fromQueue(consume, refusing)(batch("a"))).toEqual(failures(0));
    expect(await fromQueue(consume, { park, log })(batch("a"))).toEqual(failures(0));
  });

  it("reports a message as failed for which the consumer returns no outcome", async () => {
    expect(await fromQueue(answering(), { park, log })(batch("a"))).toEqual(failures(0));
  });
});

describe("a Lambda function with a queue and a schedule", () => {
  const answer = failures(0);
  const handler = (run: (request: unknown) => Promise<string>) =>
    scheduledOrQueued(run, async () => answer);

  it("handles a batch of its queue", async () => {
    expect(await handler(async () => "ran")(batch("a"))).toEqual(answer);
  });

  it("handles an invocation of the scheduler and rejects when it fails", async () => {
    const request = { tick: "2026-11-23T09:01:00Z" };
    const requests: unknown[] = [];
    const run = async (one: unknown): Promise<string> => {
      requests.push(one);
      return "ran";
    };
    expect(await handler(run)(request)).toBe("ran");
    expect(requests).toEqual([request]);
    const failing = handler(() => Promise.reject(new Error("no events")));
    await expect(failing(request)).rejects.toThrow("no events");
  });
});
