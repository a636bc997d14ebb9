/** Shared by `engine` and `fullstack`: from a workflow in the file format and a market to the
 *  order, the announcement and the indicator's value. */

import { announcementText, signalTopic } from "@bellwether/core/announcement";
import { type Instrument, sessionOf } from "@bellwether/core/market";
import {
  type Evaluation,
  evaluate,
  type IndicatorValue,
  isActive,
  type MarketView,
  parseReferenceFile,
  type WorkflowDraft,
} from "@bellwether/core/workflow";
import { SLACK_ROOMS } from "@bellwether/functions/adapter/slack";
import { agree, agreeText, isRecord, jsonOf } from "./agreement.ts";
import { type GoldenCase, goldenAnswer } from "./golden.ts";
import { judge, type Outcome } from "./outcome.ts";

export type Decision = Readonly<{
  order: Readonly<Record<string, unknown>> | null;
  slack: Readonly<{ channel: string; text: string }> | null;
  indicator_value: IndicatorValue;
}>;

/** The reference does not escape Slack markup. */
const REFERENCE_MARKUP = {
  escape: (text: string) => text,
  name: (text: string) => `\`${text}\``,
};

const NOTHING: Decision = { order: null, slack: null, indicator_value: null };

/** The workflow of a case, parsed like an import; null if the import rejects it. */
export function workflowOf(workflow: unknown): WorkflowDraft | null {
  const { workflows, errors } = parseReferenceFile(JSON.stringify([workflow]), "first");
  return errors.length === 0 ? (workflows[0]?.draft ?? null) : null;
}

export function decide(
  workflow: WorkflowDraft,
  view: MarketView,
  instrument: Instrument | null,
): Decision {
  if (!isActive(workflow, view.tick)) return NOTHING;
  // The reference reads the instrument last: without one, the indicator still has a value.
  const known = instrument ?? instrumentFrom(workflow.cfd, "");
  const evaluation = evaluate({ workflow, view, instrument: known });
  const seen = evaluation.explanation.conditions[0].indicator?.value;
  const indicator_value = seen ?? bandOfNoCandles(workflow, view, known);
  if (evaluation.kind !== "signal" || instrument === null) return { ...NOTHING, indicator_value };
  return { ...proposal(workflow.name, evaluation), indicator_value };
}

/** With no candles the reference's bands are not numbers, and it continues without a signal;
 *  ours reports that there are no candles. */
function bandOfNoCandles(
  workflow: WorkflowDraft,
  view: MarketView,
  instrument: Instrument,
): IndicatorValue {
  const { name, ut } = workflow.conditions[0].indicator;
  if (name !== "bbb" && name !== "bbh") return null;
  const session = sessionOf(workflow, instrument);
  const result = view.indicator({ code: workflow.index, session, ut }, name);
  return result.kind === "value" ? result.value : null;
}

function proposal(
  workflow_name: string,
  { order }: Extract<Evaluation, { kind: "signal" }>,
): Pick<Decision, "order" | "slack"> {
  return {
    order: {
      code: order.order_code,
      price: order.order_price,
      quantity: order.order_quantity,
      direction: order.order_direction,
      type: order.order_type,
      close: order.trigger_close,
    },
    slack: {
      channel: SLACK_ROOMS[signalTopic(order)],
      // The cases lack the price's decimals, and the reference prints all digits.
      text: announcementText({ workflow_name, ...order, price_decimals: 10 }, REFERENCE_MARKUP),
    },
  };
}

/** Compares order, announcement and indicator value only. */
export function judgeDecision(golden: GoldenCase, actual: Decision | null): Outcome {
  const answer = goldenAnswer(golden);
  const expected = isRecord(answer) ? answer : {};
  const decision = actual ?? NOTHING;
  const skipped = golden.ulp_sensitive ?? [];
  const agrees =
    (skipped.includes("order") || agree(decision.order, expected["order"])) &&
    (skipped.includes("slack") || agreeSlack(decision.slack, expected["slack"])) &&
    (skipped.includes("indicator_value") ||
      agree(jsonOf(decision.indicator_value), expected["indicator_value"]));
  return judge(golden, decision, agrees);
}

function agreeSlack(actual: Decision["slack"], expected: unknown): boolean {
  if (actual === null || !isRecord(expected)) return actual === expected;
  const { channel, text } = expected;
  return actual.channel === channel && typeof text === "string" && agreeText(actual.text, text);
}

/** The instrument of an order, from the broker's description; null if the broker does not know
 *  it. A null type counts as absent, not as a failure. */
export function instrumentOf(code: string, asset: unknown): Instrument | null {
  const type = isRecord(asset) ? asset["AssetType"] : undefined;
  if (type === null) return instrumentFrom(code, "");
  return typeof type === "string" ? instrumentFrom(code, type) : null;
}

function instrumentFrom(code: string, asset_type: string): Instrument {
  return { code, name: code, asset_type, decimals: 2, tick_size: 0.01 };
}
