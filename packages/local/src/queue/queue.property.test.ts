import { MAX_RECEIVES, type MessageOutcome } from "@bellwether/core/event";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memoryQueueStore } from "./memory-queue-store.ts";
import { openQueues, type Queue, type Queues } from "./queue.ts";
import type { QueuedMessage, QueueStore } from "./queue-store.ts";
import type { Delivery } from "./shelf.ts";

type Step =
  | { readonly kind: "send" }
  | { readonly kind: "deliver"; readonly outcome: MessageOutcome; readonly max: number }
  | { readonly kind: "crash while delivering" }
  | { readonly kind: "park" }
  | { readonly kind: "refuse writes"; readonly count: number }
  | { readonly kind: "redrive" }
  | { readonly kind: "wait"; readonly ms: number };

const DONE: MessageOutcome = { kind: "done" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: "send" } as const),
  fc.record({
    kind: fc.constant("deliver" as const),
    outcome: fc.constantFrom<MessageOutcome>(
      DONE,
      { kind: "failed", reason: "throttled" },
      { kind: "later", delayMs: 5_000 },
      { kind: "poison", reason: "not JSON" },
    ),
    max: fc.integer({ min: 1, max: 5 }),
  }),
  fc.constant({ kind: "crash while delivering" } as const),
  fc.constant({ kind: "park" } as const),
  fc.record({ kind: fc.constant("refuse writes" as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.constant({ kind: "redrive" } as const),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 400_000 }) }),
);

/** A queue on a virtual clock and a store that can refuse writes and be opened again. */
async function harness() {
  const kept = new Map<string, QueuedMessage>();
  const environment = { nowMs: 1_000_000, refusals: 0, ids: 0 };
  const memory = memoryQueueStore(kept);
  const unlessRefused = <T>(work: () => Promise<T>): Promise<T> => {
    if (environment.refusals === 0) return work();
    environment.refusals -= 1;
    return Promise.reject(new Error("the store refuses"));
  };
  const store: QueueStore = {
    load: memory.load,
    put: (messages) => unlessRefused(() => memory.put(messages)),
    remove: (messages) => unlessRefused(() => memory.remove(messages)),
  };
  const open = (): Promise<Queues> =>
    openQueues(
      {
        store,
        systemNow: () => environment.nowMs,
        random: () => 0.5,
        newId: () => `process-${environment.ids++}`,
      },
      ["notify"],
    );
  return { environment, kept, open, queues: await open() };
}

/** Settles deliveries with one outcome for all. */
function settle(queue: Queue, deliveries: readonly Delivery[], outcome: MessageOutcome) {
  return queue.settle(
    deliveries,
    deliveries.map(() => outcome),
  );
}

/** Delivers until nothing is left, letting time pass as the queue asks. */
async function drain(queue: Queue, environment: { nowMs: number }): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const next = queue.nextVisibleAtMs();
    if (next === null) return bodies;
    environment.nowMs = Math.max(environment.nowMs, next);
    const deliveries = queue.receive(10);
    bodies.push(...deliveries.map(({ body }) => body));
    await settle(queue, deliveries, DONE);
  }
}

describe("a durable queue", () => {
  it("delivers every message it accepted at least once, whatever fails or crashes in between", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { environment, open, ...rest } = await harness();
        let { queues } = rest;
        const accepted = new Set<string>();
        const delivered = new Set<string>();
        const accept = async (body: string, put: () => Promise<void>): Promise<void> => {
          const outcome = await put().then(
            () => true,
            () => false,
          );
          if (outcome) accepted.add(body);
        };
        for (const [index, one] of steps.entries()) {
          const queue = queues.queue("notify");
          const body = `message ${index}`;
          if (one.kind === "send") {
            await accept(body, () => queues.send([{ queue: "notify", body }]));
          } else if (one.kind === "park") {
            await accept(body, () => queue.park(body, "no reason"));
          } else if (one.kind === "wait") {
            environment.nowMs += one.ms;
          } else if (one.kind === "refuse writes") {
            environment.refusals = one.count;
          } else if (one.kind === "redrive") {
            await queue.redrive().catch(() => 0);
          } else if (one.kind === "crash while delivering") {
            queue.receive(5);
            queues = await open();
          } else {
            const deliveries = queue.receive(one.max);
            if (one.outcome.kind === "done") for (const { body } of deliveries) delivered.add(body);
            await settle(queue, deliveries, one.outcome).catch(() => {});
          }
        }
        environment.refusals = 0;
        queues = await open();
        const queue = queues.queue("notify");
        await queue.redrive();
        for (const body of await drain(queue, environment)) delivered.add(body);
        expect([...accepted].filter((body) => !delivered.has(body))).toEqual([]);
        expect(queue.depth()).toMatchObject({ visible: 0, in_flight: 0, delayed: 0 });
      }),
      { numRuns: 150 },
    );
  });

  it("delivers a failing message a bounded number of times, then keeps it as a dead letter", async () => {
    const { environment, queues, open } = await harness();
    await queues.send([{ queue: "notify", body: "poison" }]);
    const queue = queues.queue("notify");
    const waits: number[] = [];
    let receives = 0;
    for (let next = queue.nextVisibleAtMs(); next !== null; next = queue.nextVisibleAtMs()) {
      waits.push(Math.max(0, next - environment.nowMs));
      environment.nowMs = Math.max(environment.nowMs, next);
      const deliveries = queue.receive(10);
      expect(deliveries[0]?.failures).toBe(receives);
      receives += deliveries.length;
      // Without an outcome a delivery has failed.
      await queue.settle(deliveries, []);
    }
    expect(receives).toBe(MAX_RECEIVES);
    // Doubling from a second to five minutes: an outage of an hour uses up no message.
    expect(waits.slice(0, 4)).toEqual([0, 1_000, 2_000, 4_000]);
    expect(Math.max(...waits)).toBe(300_000);
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3_600_000);
    const reopened = (await open()).queue("notify");
    expect(reopened.deadLetters()).toMatchObject([
      { body: "poison", reason: `failed ${MAX_RECEIVES} times` },
    ]);
    expect(await reopened.redrive()).toBe(1);
    expect(await drain(reopened, environment)).toEqual(["poison"]);
    expect(reopened.deadLetters()).toEqual([]);
  });

  it("does not deliver a handled message again when its removal fails, and removes it with the next ones", async () => {
    const { environment, kept, queues } = await harness();
    const queue = queues.queue("notify");
    await queues.send([{ queue: "notify", body: "done" }]);
    environment.refusals = 1;
    await settle(queue, queue.receive(1), DONE);
    expect(queue.nextVisibleAtMs()).toBeNull();
    expect(kept.size).toBe(1);
    await queues.flush();
    expect(kept.size).toBe(0);
  });

  it("delivers no message before its delay has passed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (delayMs) => {
        const { environment, queues, open } = await harness();
        await queues.send([{ queue: "notify", body: "later" }]);
        const sent = queues.queue("notify");
        await settle(sent, sent.receive(1), { kind: "later", delayMs });
        environment.nowMs += delayMs - 1;
        const queue = (await open()).queue("notify");
        expect(queue.receive(1)).toEqual([]);
        expect(queue.depth()).toMatchObject({ visible: 0, delayed: 1 });
        environment.nowMs += 1;
        expect(queue.receive(1)).toHaveLength(1);
      }),
      { numRuns: 30 },
    );
  });

  it("does not count a deferred delivery as a receive", async () => {
    const { environment, queues } = await harness();
    const queue = queues.queue("notify");
    await queues.send([{ queue: "notify", body: "again" }]);
    for (let round = 0; round < 2 * MAX_RECEIVES; round += 1) {
      const deliveries = queue.receive(1);
      expect(deliveries).toMatchObject([{ body: "again", failures: 0 }]);
      await settle(queue, deliveries, { kind: "later", delayMs: 1_000 });
      environment.nowMs += 1_000;
    }
    expect(queue.depth()).toMatchObject({ visible: 1, dead_letters: 0 });
  });

  it("moves a poison message to the dead letters at once, with the reason", async () => {
    const { queues, open } = await harness();
    await queues.send(["bad", "good"].map((body) => ({ queue: "notify", body })));
    const queue = queues.queue("notify");
    await queue.settle(queue.receive(2), [{ kind: "poison", reason: "not JSON" }, DONE]);
    await queues.flush();
    const reopened = (await open()).queue("notify");
    expect(reopened.deadLetters()).toMatchObject([{ body: "bad", reason: "not JSON" }]);
    expect(reopened.depth()).toMatchObject({ visible: 0, in_flight: 0 });
  });

  it("delivers in the order of sending, and no message twice concurrently", async () => {
    const { queues } = await harness();
    await queues.send(["a", "b", "c"].map((body) => ({ queue: "notify", body })));
    const queue = queues.queue("notify");
    expect(queue.receive(2).map(({ body }) => body)).toEqual(["a", "b"]);
    expect(queue.receive(2).map(({ body }) => body)).toEqual(["c"]);
    expect(queue.receive(2)).toEqual([]);
  });
});
