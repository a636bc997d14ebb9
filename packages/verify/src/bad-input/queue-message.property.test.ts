import { parseEnvelope, type QueueConsumer } from "@bellwether/core/event";
import { pauseChangedSchema, runCompletedSchema, runMissedSchema } from "@bellwether/core/run";
import { ENGINE_SOURCE, orderSignalSchema } from "@bellwether/core/signal";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import {
  memoryDecisionStore,
  memoryOrderStore,
  memoryRunStore,
  memoryScoreProjection,
  type OrderItems,
} from "@bellwether/functions/adapter/memory";
import { slackChannel } from "@bellwether/functions/adapter/slack";
import {
  inParallel,
  notifyHandler,
  persistHandler,
  recordHandler,
  together,
} from "@bellwether/functions/handler";
import { aRun, aSignal, TICK } from "@bellwether/functions/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { malformedJson, NUM_RUNS, TIMEOUT_MS, violations } from "./malformed.ts";

const envelope = (type: string, detail: object) => ({
  version: "0",
  id: "e",
  "detail-type": type,
  source: ENGINE_SOURCE,
  account: "000000000000",
  time: "2026-11-23T10:01:00Z",
  region: "local",
  resources: [],
  detail,
});
const events = [
  envelope("OrderSignal", aSignal()),
  envelope("RunCompleted", aRun()),
  envelope("RunMissed", { schema: 1, tick: TICK }),
  envelope("PauseChanged", {
    schema: 1,
    id: "00000000-0000-4000-8000-000000000001",
    paused: true,
    changed_at: TICK,
    by: "ada",
  }),
];

/** The three queue consumers on in-memory stores. */
function harness() {
  const posted: string[] = [];
  const orders: OrderItems = new Map();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  let ids = 0;
  const notify = notifyHandler({
    log,
    receipts: memoryReceiptStore({ systemNow: () => 0, newId: () => `${(ids += 1)}` }),
    episodes: memoryEpisodeMessageStore({ systemNow: () => 0, newId: () => `${(ids += 1)}` }),
    channel: slackChannel(
      {
        post: async ({ text }) => {
          posted.push(text);
          return null;
        },
        edit: async () => {},
      },
      { intervalMs: 0 },
    ),
    consumer: "notify",
    marketNow: () => TICK,
    systemNow: () => 0,
    sleep: async () => {},
    dashboardUrl: () => "http://127.0.0.1",
  });
  const persist = persistHandler({
    log,
    systemNow: () => 0,
    putOrder: memoryOrderStore(orders).put,
  });
  const record = recordHandler({
    putRun: memoryRunStore().put,
    putDecisions: memoryDecisionStore().put,
    putScore: memoryScoreProjection(new Map()),
  });
  const consumers: Record<string, QueueConsumer> = {
    persist: inParallel(parseEnvelope, persist),
    record: inParallel(parseEnvelope, record),
    notify: together(parseEnvelope, notify),
  };
  return { consumers, posted, orders };
}

const DETAILS: Readonly<Record<string, z.ZodType>> = {
  OrderSignal: orderSignalSchema,
  RunCompleted: runCompletedSchema,
  RunMissed: runMissedSchema,
  PauseChanged: pauseChangedSchema,
};

/** Written independently of the consumers, so that a consumer that drops unreadable messages
 *  fails. */
function isReadable(body: string): boolean {
  try {
    const event = JSON.parse(body) as {
      source?: unknown;
      "detail-type"?: unknown;
      detail?: unknown;
    };
    const type = event["detail-type"];
    if (event.source !== ENGINE_SOURCE || typeof type !== "string") return false;
    return Object.hasOwn(DETAILS, type) && DETAILS[type]?.safeParse(event.detail).success === true;
  } catch {
    return false;
  }
}

async function violationsOf(name: string, body: string): Promise<string[]> {
  const { consumers, orders, posted } = harness();
  const [bad, good] = (await consumers[name]?.([body, JSON.stringify(events[0])])) ?? [];
  return violations({
    "is not tried again: no retry could mend it": bad?.kind === "done" || bad?.kind === "poison",
    "is parked, with a reason, if it cannot be read": isReadable(body)
      ? bad?.kind === "done"
      : bad?.kind === "poison" && bad.reason !== "",
    "leaves the good one done with": good?.kind === "done",
    "leaves the good one stored": name !== "persist" || orders.size >= 1,
    "leaves the good one announced": name !== "notify" || posted.length >= 1,
  });
}

describe("a malformed message", { timeout: TIMEOUT_MS }, () => {
  it.each(["persist", "record", "notify"])(
    "is parked by %s with a reason, and the valid message in its batch is handled",
    async (name) => {
      const input = fc.constantFrom(...events).chain((event) => malformedJson(event));
      await fc.assert(
        fc.asyncProperty(input, async (body) => {
          expect(await violationsOf(name, body)).toEqual([]);
        }),
        { numRuns: NUM_RUNS },
      );
    },
  );
});
