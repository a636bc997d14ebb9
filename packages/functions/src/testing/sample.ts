/** Valid values to start a test from. */

import { type ChannelMessage } from "@bellwether/core/announcement";
import { type Order, orderOf } from "@bellwether/core/order";
import { lastOrderOf } from "@bellwether/core/projection";
import { type RunCompleted } from "@bellwether/core/run";
import { type OrderSignal, signalId } from "@bellwether/core/signal";
import type { Workflow, WorkflowDraft } from "@bellwether/core/workflow";

/** 2026-11-23T10:01:00Z, a Monday. */
export const TICK = 1_795_428_060;

export function aDraft(over: Partial<WorkflowDraft> = {}): WorkflowDraft {
  return {
    name: "CAC under its 50-hour average",
    index: "CAC.I",
    cfd: "FRA40.I",
    enable: true,
    dry_run: false,
    is_us: false,
    end_date: null,
    conditions: [
      {
        indicator: { name: "ma50", ut: "h1" },
        close: { direction: "below", ut: "h1", spread: 10 },
        element: null,
      },
    ],
    match: "all",
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: "lower",
      order_direction: "sell",
      quantity: 0.5,
      offset: 1,
    },
    repeat: "every_run",
    announce: "every_signal",
    notify: null,
    tags: [],
    ...over,
  };
}

export function aWorkflow(over: Partial<Workflow> = {}): Workflow {
  return {
    ...aDraft(),
    id: "5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a01",
    version: 1,
    created_at: TICK - 86_400,
    updated_at: TICK - 86_400,
    ...over,
  };
}

export function aSignal(over: Partial<OrderSignal> = {}): OrderSignal {
  const workflow_id = over.workflow_id ?? aWorkflow().id;
  const placed_at = over.placed_at ?? TICK;
  const candle = { start: placed_at - 3_660, open: 7_990, high: 8_002, low: 7_984, close: 7_985.5 };
  return {
    schema: 1,
    id: signalId(workflow_id, placed_at),
    workflow_id,
    workflow_name: aWorkflow().name,
    workflow_version: 1,
    placed_at,
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
    ...over,
  };
}

export function anOrder(over: Partial<OrderSignal> = {}): Order {
  return orderOf(aSignal(over));
}

/** A workflow whose newest order is of that tick. */
export function aWorkflowWithOrder(placedAt: number, over: Partial<Workflow> = {}): Workflow {
  const workflow = aWorkflow(over);
  const last_order = lastOrderOf(anOrder({ workflow_id: workflow.id, placed_at: placedAt }));
  return { ...workflow, last_order };
}

/** A message as notify hands it to a channel. */
export function aMessage(over: Partial<ChannelMessage> = {}): ChannelMessage {
  const signal = aSignal();
  const event = { type: "OrderSignal", detail: signal } as const;
  return { room: "#workflows", text: "hello", id: signal.id, events: [event], ...over };
}

export function aRun(over: Partial<RunCompleted> = {}): RunCompleted {
  return {
    schema: 1,
    tick: TICK,
    evaluated: 3,
    signalled: 1,
    skipped: 1,
    failed: 0,
    reasons: [
      {
        outcome: "skipped",
        reason: "market closed",
        count: 1,
        examples: [{ workflow_id: "w", workflow_name: "A name", detail: "Sunday" }],
      },
    ],
    duration_ms: 12.5,
    execution_context: "schedule:test",
    ...over,
  };
}
