import { describe, expect, it } from "vitest";
import { orderOf } from "../order/order.ts";
import { lastOrderOf } from "../projection/last-order.ts";
import type { OrderSignal } from "../signal/order-signal.ts";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import type { FoundMessage, TraceFacts } from "./trace-facts.ts";
import { traceHops } from "./trace-hops.ts";

const TICK = 1_795_428_060;
const MS = TICK * 1_000;
const WORKFLOW = "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a01";
const ID = `${WORKFLOW}.${TICK}`;

const candle = { start: TICK - 3_660, open: 7_990, high: 8_002, low: 7_984, close: 7_985.5 };
const signal: OrderSignal = {
  schema: 1,
  id: ID,
  workflow_id: WORKFLOW,
  workflow_name: "CAC",
  workflow_version: 1,
  placed_at: TICK,
  order_code: "FRA40.I",
  order_price: 7_983,
  order_quantity: 0.5,
  order_direction: "SELL",
  order_type: "OPEN_STOP",
  asset_type: "CfdOnIndex",
  price_decimals: 2,
  trigger_close: 7_985.5,
  condition_candle: candle,
  trigger_candle: candle,
  indicator: { name: "ma50", ut: "h1", value: 7_991.25 },
  market: "eu",
  dry_run: false,
  execution_context: "schedule:test",
  emitted_at_ms: MS + 2_000,
};
const order = orderOf(signal, { queued_at_ms: MS + 2_010, stored_at_ms: MS + 2_050 });
const lastOrder = { ...lastOrderOf(order), projected_at_ms: MS + 2_090 };
const run = {
  schema: 1 as const,
  tick: TICK,
  evaluated: 1,
  signalled: 1,
  skipped: 0,
  failed: 0,
  reasons: [],
  duration_ms: 1_500,
  started_at_ms: MS + 400,
  execution_context: "schedule:a",
};
const decided = (over: Partial<WorkflowDecision>): WorkflowDecision => ({
  workflow_id: WORKFLOW,
  outcome: "signal",
  reason: null,
  value: 1,
  distance_points: 0,
  range_points: null,
  episode: TICK,
  episode_count: 1,
  ...over,
});
const inQueue = (over: object = {}): FoundMessage => ({
  kind: "waiting",
  sent_at_ms: MS + 2_010,
  failures: 0,
  visible_at_ms: 0,
  ...over,
});
const dead: FoundMessage = { kind: "dead", sent_at_ms: null, reason: "channel_not_found" };

/** A signal that every hop is done with. */
function facts(over: Partial<TraceFacts> = {}): TraceFacts {
  return {
    id: ID,
    workflow_id: WORKFLOW,
    placed_at: TICK,
    run,
    decision: decided({}),
    order,
    workflow: { name: "CAC", last_order: lastOrder },
    tickMessage: null,
    persistMessage: null,
    parked: null,
    iteratorAgeMs: 0,
    announcers: [
      { consumer: "notify", receipt: { state: "done", done_at_ms: MS + 3_000 }, message: null },
    ],
    asOf: TICK + 60,
    nowMs: MS + 60_000,
    ...over,
  };
}
/** One that was published and is not stored yet. */
const published = { order: null, workflow: { name: "CAC", last_order: null } };
/** One that was never published. */
const silent = { ...published, announcers: [] };
const notified = (over: Partial<TraceFacts["announcers"][number]>) => ({
  announcers: [{ consumer: "notify", receipt: null, message: null, ...over }],
});

const stepOf = (name: string, over: Partial<TraceFacts>) => {
  const found = traceHops(facts(over)).find(({ hop }) => hop === name);
  return [found?.state, found?.detail];
};

describe("the trace of a signal", () => {
  it("has every hop with its time", () => {
    expect(traceHops(facts()).map(({ hop, state, at_ms }) => [hop, state, at_ms])).toEqual([
      ["evaluated", "done", MS + 1_900],
      ["emitted", "done", MS + 2_000],
      ["queued", "done", MS + 2_010],
      ["stored", "done", MS + 2_050],
      ["projected", "done", MS + 2_090],
      ["announced", "done", MS + 3_000],
    ]);
  });

  it("of a run that several engines share shows the evaluation before the emission", () => {
    const [evaluated, emitted] = traceHops(facts({ run: { ...run, duration_ms: 9_000 } }));
    expect([evaluated?.at_ms, emitted?.at_ms]).toEqual([MS + 2_000, MS + 2_000]);
  });

  it("of an earlier version is complete and states that its times were not recorded", () => {
    const { emitted_at_ms: _, queued_at_ms: __, stored_at_ms: ___, ...bare } = order;
    const hops = traceHops(facts({ order: bare }));
    expect(hops.map(({ state }) => state)).toEqual(Array(6).fill("done"));
    expect(hops.slice(1, 4).map(({ detail }) => detail)).toEqual(
      Array(3).fill("its time was not recorded"),
    );
  });
});

describe("an evaluation without a signal", () => {
  const NO_SIGNAL = decided({ outcome: "no_signal", distance_points: 12.300000190734863 });
  it.each<[string, Partial<TraceFacts>]>([
    ["the condition did not hold: 12.30 points were missing", { decision: NO_SIGNAL }],
    [
      "the condition held, without a signal: signalled already for this candle",
      { decision: decided({ outcome: "held_back", reason: "signalled already for this candle" }) },
    ],
    [
      "skipped: market unavailable",
      { decision: decided({ outcome: "skipped", reason: "market unavailable" }) },
    ],
    ["the engine was paused", { decision: undefined, run: { ...run, paused: true } }],
    [
      "the run did not evaluate the workflow: its session was closed, or it was disabled or past its end date",
      { decision: undefined },
    ],
    [
      "the run failed: dead letter of generate: channel_not_found",
      { decision: undefined, run: null, tickMessage: dead },
    ],
    [
      "no run of this tick is recorded: nothing was due, it was missed, or it is over thirty days old",
      { decision: undefined, run: null, asOf: TICK + 3_600 },
    ],
  ])("stops there: %s", (detail, over) => {
    expect(stepOf("evaluated", { ...silent, ...over })).toEqual(["stopped", detail]);
    const rest = traceHops(facts({ ...silent, ...over })).slice(1);
    expect(new Set(rest.map(({ state }) => state))).toEqual(new Set(["not_reached"]));
  });

  it.each<[string, Partial<TraceFacts>]>([
    ["the run is in the queue", { tickMessage: inQueue() }],
    ["the run has not been recorded yet", {}],
    ["its tick is not due yet", { asOf: TICK - 60 }],
  ])("waits before its run: %s", (detail, over) => {
    expect(stepOf("evaluated", { ...silent, decision: undefined, run: null, ...over })).toEqual([
      "waiting",
      detail,
    ]);
  });
});

describe("a signal that is not stored", () => {
  it.each<[string, string, FoundMessage | null]>([
    ["waiting", "in the queue of persist since 2026-11-23T10:01:02Z", inQueue()],
    [
      "waiting",
      "in the queue of persist since 2026-11-23T10:01:02Z; 3 attempts failed, the next attempt is at 2026-11-23T10:02:10Z",
      inQueue({ failures: 3, visible_at_ms: MS + 70_000 }),
    ],
    ["stopped", "dead letter of persist: channel_not_found", dead],
    [
      "waiting",
      "the queue of persist holds 2 messages",
      { kind: "not_shown", waiting: 2, dead_letters: 1 },
    ],
    [
      "stopped",
      "among the 1 dead letters of persist, not in the sample",
      { kind: "not_shown", waiting: 0, dead_letters: 1 },
    ],
    ["stopped", "neither a record of persist nor its message is stored", null],
  ])("is %s: %s", (state, detail, persistMessage) => {
    expect(stepOf("stored", { ...published, persistMessage })).toEqual([state, detail]);
    expect(stepOf("projected", { ...published, persistMessage })).toEqual(["not_reached", null]);
  });

  it("has expired after seven days", () => {
    const expired = { ...published, asOf: TICK + 604_800 };
    expect(stepOf("stored", expired)).toEqual(["done", "expired: orders are kept for seven days"]);
  });
});

describe("a stored order", () => {
  const behind = { name: "CAC", last_order: null };
  it.each<[string, string, Partial<TraceFacts>]>([
    [
      "waiting",
      "the projector has not processed it yet (1.5 s behind)",
      { workflow: behind, iteratorAgeMs: 1_500 },
    ],
    [
      "waiting",
      "the projector has not processed it yet",
      { workflow: behind, iteratorAgeMs: null },
    ],
    ["stopped", "dead letter of project: channel_not_found", { workflow: behind, parked: dead }],
    [
      "stopped",
      "the projector has parked records: `bellwether dlq redrive project`",
      { workflow: behind, parked: { kind: "not_shown", waiting: 0, dead_letters: 1 } },
    ],
    ["stopped", "the workflow no longer exists", { workflow: null }],
    [
      "done",
      "the list shows a newer order, of 2026-11-23T10:31:00Z",
      { workflow: { name: "CAC", last_order: { ...lastOrder, placed_at: TICK + 1_800 } } },
    ],
    [
      "done",
      "derived by a rebuild or a redrive, without a time",
      { workflow: { name: "CAC", last_order: lastOrderOf(order) } },
    ],
  ])("is %s in the list: %s", (state, detail, over) => {
    expect(stepOf("projected", over)).toEqual([state, detail]);
  });
});

describe("an announcement", () => {
  it.each<[string, string, Partial<TraceFacts["announcers"][number]>]>([
    [
      "waiting",
      "being sent: claimed until 2026-11-23T10:02:10Z",
      { receipt: { state: "claimed", until_ms: MS + 70_000 } },
    ],
    [
      "waiting",
      "an attempt ended without a response; its claim has expired and it is retried",
      { receipt: { state: "claimed", until_ms: MS }, message: inQueue() },
    ],
    ["stopped", "dead letter of notify: channel_not_found", { message: dead }],
    ["waiting", "in the queue of notify since 2026-11-23T10:01:02Z", { message: inQueue() }],
    ["stopped", "neither a record of notify nor its message is stored", {}],
  ])("is %s: %s", (state, detail, announcer) => {
    expect(stepOf("announced", notified(announcer))).toEqual([state, detail]);
  });
});
