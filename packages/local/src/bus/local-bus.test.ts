import {
  consumersWith,
  type EventPattern,
  PublishError,
  parseEnvelope,
  routesTo,
} from "@bellwether/core/event";
import { aRun, aSignal } from "@bellwether/functions/testing";
import { describe, expect, it } from "vitest";
import { localBus, type QueuedEvent } from "./local-bus.ts";
import { UnsupportedPatternError } from "./route-matcher.ts";

const signal = { type: "OrderSignal", detail: aSignal() } as const;
const run = { type: "RunCompleted", detail: aRun() } as const;
const failedRun = { type: "RunCompleted", detail: aRun({ failed: 1 }) } as const;

const consumers = consumersWith(["slack", "telegram", "desk-webhook"]);

function bus() {
  const queued: QueuedEvent[] = [];
  const send = async (messages: readonly QueuedEvent[]) => {
    queued.push(...messages);
  };
  const publish = localBus({ send }, consumers);
  return { publish, queued };
}

describe("the local bus", () => {
  it("puts each event into the queue of every consumer in its route", async () => {
    const { publish, queued } = bus();
    await publish([signal, run, failedRun]);
    expect(queued.map(({ queue, body }) => [queue, parseEnvelope(body)])).toEqual([
      ["notify", signal],
      ["telegram", signal],
      ["desk-webhook", signal],
      ["persist", signal],
      ["record", run],
      ["notify", failedRun],
      ["telegram", failedRun],
      ["desk-webhook", failedRun],
      ["record", failedRun],
    ]);
  });

  it("queues all events of a call together and resolves when they are durable", async () => {
    const calls: number[] = [];
    let durable = false;
    const send = async (messages: readonly QueuedEvent[]) => {
      calls.push(messages.length);
      await Promise.resolve();
      durable = true;
    };
    const publish = localBus({ send }, consumers);
    await publish([signal, signal]);
    const receivers = consumers.filter((name) =>
      JSON.stringify(routesTo(name)).includes(signal.type),
    );
    expect(calls).toEqual([2 * receivers.length]);
    expect(durable).toBe(true);
  });

  it("rejects when the queues cannot be written, so that the run is repeated", async () => {
    const send = () => Promise.reject(new Error("the disk is full"));
    const publish = localBus({ send }, consumers);
    const failure = publish([signal]);
    await expect(failure).rejects.toThrow(PublishError);
    await expect(failure).rejects.toMatchObject({ retryable: true, rejected: ["OrderSignal"] });
  });

  it("rejects an unsupported route at creation", () => {
    const pattern = { detail: { failed: [{ numeric: [">", 0] }] } } as unknown as EventPattern;
    const make = () => localBus({ send: async () => {} }, consumers, () => [pattern]);
    expect(make).toThrow(UnsupportedPatternError);
  });
});
