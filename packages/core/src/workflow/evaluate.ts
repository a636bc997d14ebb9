import type { Candle } from "../market/candle.ts";
import type { Instrument } from "../market/instrument.ts";
import { priceText } from "../market/number-text.ts";
import { sessionOf } from "../market/session.ts";
import type { OrderSignal } from "../signal/order-signal.ts";
import { dayOf, toIsoDate } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import {
  type ConditionReading,
  newestCandle,
  type ReadingFailure,
  readCondition,
  testCondition,
} from "./condition-reading.ts";
import { type ConditionExplanation, decisiveCondition, type Explanation } from "./explanation.ts";
import type { MarketView } from "./market-view.ts";
import { MAX_PRICE_DISTANCE, proposedPrice, proposedType } from "./proposal.ts";
import type { Workflow } from "./workflow.ts";

/** What the evaluation decides of an `OrderSignal`; the engine adds identity and context. */
type ProposedOrder = Pick<
  OrderSignal,
  | "order_code"
  | "order_price"
  | "order_quantity"
  | "order_direction"
  | "order_type"
  | "asset_type"
  | "price_decimals"
  | "trigger_close"
  | "condition_candle"
  | "trigger_candle"
  | "indicator"
>;

type NoSignalReason = "condition does not hold";
type SkipReason = ReadingFailure | "implausible price" | "location does not match direction";

/** The decision of one workflow at one tick. `skipped`: the conditions could not be decided, or
 *  hold and yield no order that can be proposed; `detail` says what and where in one sentence. */
export type Evaluation =
  | { readonly kind: "signal"; readonly order: ProposedOrder; readonly explanation: Explanation }
  | {
      readonly kind: "no_signal";
      readonly reason: NoSignalReason;
      readonly explanation: Explanation;
    }
  | {
      readonly kind: "skipped";
      readonly reason: SkipReason;
      readonly detail: string;
      readonly explanation: Explanation;
    };

/** Whether a workflow is evaluated at all: enabled, and not past its last day (inclusive, UTC). */
export function isActive(workflow: Pick<Workflow, "enable" | "end_date">, tick: Instant): boolean {
  return (
    workflow.enable && (workflow.end_date === null || workflow.end_date >= toIsoDate(dayOf(tick)))
  );
}

/** The fields of a workflow that an evaluation reads. */
type Rule = Pick<Workflow, "index" | "cfd" | "is_us" | "conditions" | "match" | "trigger">;

/** Decides one workflow: the indicator and the candle of each condition, then the trigger candle,
 *  then the conditions. A missing trigger candle skips it even when the conditions are false, as in
 *  the reference. A condition that cannot be read skips it too, unless `match` is `any` and another
 *  one holds: a certain order is not lost, and a condition that can never be read is reported.
 *  `instrument` is the cfd. Pure; never throws, whatever the market answered. */
export function evaluate(input: {
  readonly workflow: Rule;
  readonly view: MarketView;
  readonly instrument: Instrument;
}): Evaluation {
  const { workflow, view, instrument } = input;
  const { match } = workflow;
  const session = sessionOf(workflow, instrument);
  const about = { index: workflow.index, cfd: workflow.cfd, session };
  const readings = workflow.conditions.map((each) => readCondition(each, about, view));
  const explanation = explanationOf(match, readings);

  const unread = readings.find((each) => each.kind === "unread");
  const isUndecided = match === "all" || readings.every(({ kind }) => kind === "unread");
  if (unread !== undefined && isUndecided)
    return skipped(unread.reason, unread.detail, explanation);

  const key = { code: workflow.cfd, session, ut: workflow.trigger.ut };
  const trigger = newestCandle(view, key);
  if (trigger.kind === "unavailable") return skipped(trigger.reason, trigger.detail, explanation);
  explanation.trigger_candle = trigger.candle;

  const holding = testAll(readings);
  const holds = match === "all" ? holding.length === readings.length : holding.length > 0;
  if (holds || unread === undefined) explanation.holds = holds;
  explanation.distance_points = decisiveCondition(explanation).distance_points;
  const [first] = holding;
  if (holds && first !== undefined) {
    return propose(workflow, instrument, { first, trigger: trigger.candle }, explanation);
  }
  if (unread !== undefined) return skipped(unread.reason, unread.detail, explanation);
  return { kind: "no_signal", reason: "condition does not hold", explanation };
}

function explanationOf(
  match: Workflow["match"],
  readings: readonly ConditionReading[],
): Explanation {
  const conditions = readings.map(({ explanation }) => explanation);
  return {
    match,
    // A workflow has at least one condition.
    conditions: conditions as [ConditionExplanation, ...ConditionExplanation[]],
    trigger_candle: null,
    holds: null,
    distance_points: null,
  };
}

function skipped(reason: SkipReason, detail: string, explanation: Explanation): Evaluation {
  return { kind: "skipped", reason, detail, explanation };
}

type Read = Extract<ConditionReading, { kind: "read" }>;

/** Tests every condition that could be read, and gives those that hold. */
function testAll(readings: readonly ConditionReading[]): readonly Read[] {
  const holding: Read[] = [];
  for (const each of readings) {
    if (each.kind === "unread") continue;
    testCondition(each);
    if (each.explanation.holds === true) holding.push(each);
  }
  return holding;
}

/** The order that the trigger yields when the conditions hold, if it can be proposed. The first
 *  condition that holds gives its candle and its indicator. The price is not rounded, as in the
 *  reference. */
function propose(
  workflow: Rule,
  instrument: Instrument,
  { first, trigger: candle }: { readonly first: Read; readonly trigger: Candle },
  explanation: Explanation,
): Evaluation {
  const { trigger, conditions } = workflow;
  const isLower = trigger.location === "lower";
  if (!conditions.some(({ close }) => (close.direction === "below") === isLower)) {
    const looks = first.condition.close.direction;
    const detail = `the condition looks ${looks}, the trigger is ${trigger.location}`;
    return skipped("location does not match direction", detail, explanation);
  }
  const price = proposedPrice(trigger, candle);
  const { close } = first.candle;
  if (price <= 0 || Math.abs(price - close) > MAX_PRICE_DISTANCE * Math.abs(close)) {
    const [proposed, last] = [price, close].map((each) => priceText(each, instrument.decimals));
    const detail = `the order price ${proposed} is not positive or more than 20 % from the close ${last}`;
    return skipped("implausible price", detail, explanation);
  }
  const { indicator } = first.condition;
  const order: ProposedOrder = {
    order_code: workflow.cfd,
    order_price: price,
    order_quantity: trigger.quantity,
    order_direction: trigger.order_direction === "buy" ? "BUY" : "SELL",
    order_type: proposedType(trigger),
    asset_type: instrument.asset_type,
    price_decimals: instrument.decimals,
    trigger_close: close,
    condition_candle: first.candle,
    trigger_candle: candle,
    indicator: { name: indicator.name, ut: indicator.ut, value: first.value },
  };
  return { kind: "signal", order, explanation };
}
