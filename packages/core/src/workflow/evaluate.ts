import type { Candle } from "../market/candle.ts";
import type { Instrument, Session } from "../market/instrument.ts";
import type { SeriesFailure, SeriesKey } from "../market/series.ts";
import { sessionOf } from "../market/session.ts";
import type { OrderSignal } from "../signal/order-signal.ts";
import { dayOf, toIsoDate } from "../time/day.ts";
import type { Instant } from "../time/instant.ts";
import type { IndicatorFailure, IndicatorResult } from "./computed.ts";
import { alternativesOf, distancePoints, expectedCombo, holds, isCombo } from "./condition.ts";
import type { Explanation } from "./explanation.ts";
import { lineValue } from "./inclined-line.ts";
import type { Indicator, IndicatorValue } from "./indicator.ts";
import type { MarketView } from "./market-view.ts";
import type { Condition, Workflow } from "./workflow.ts";

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
type SkipReason =
  | SeriesFailure
  | IndicatorFailure
  | "implausible price"
  | "line without open days"
  | "location does not match direction";

/** The decision of one workflow at one tick. `skipped`: the condition could not be decided, or
 *  holds and yields no order that can be proposed; `detail` says what and where in one sentence. */
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

/** The largest distance of an order price from the condition candle's close, as a fraction of it. */
const MAX_PRICE_DISTANCE = 0.2;

/** Whether a workflow is evaluated at all: enabled, and not past its last day (inclusive, UTC). */
export function isActive(workflow: Pick<Workflow, "enable" | "end_date">, tick: Instant): boolean {
  return (
    workflow.enable && (workflow.end_date === null || workflow.end_date >= toIsoDate(dayOf(tick)))
  );
}

/** Decides one workflow: indicator, then condition candle, then trigger candle, then the condition.
 *  A missing trigger candle skips it even when the condition is false, as in the reference.
 *  `instrument` is the cfd. Pure; never throws, whatever the market answered. */
export function evaluate(input: {
  readonly workflow: Pick<Workflow, "index" | "cfd" | "is_us" | "conditions" | "trigger">;
  readonly view: MarketView;
  readonly instrument: Instrument;
}): Evaluation {
  const { workflow, view, instrument } = input;
  const condition = workflow.conditions[0];
  const { indicator } = condition;
  const market = sessionOf(workflow, instrument);
  const explanation = emptyExplanation(condition);

  const source = view.series({ code: workflow.index, market, ut: indicator.ut });
  if (source.kind === "unavailable") return skipped(source.reason, source.detail, explanation);
  const result = indicatorOf(indicator, workflow.index, market, view);
  if (result.kind === "unavailable") return skipped(result.reason, result.detail, explanation);
  if (Number.isNaN(result.value)) {
    return skipped("no candles", `no closed candle of ${workflow.index} yet`, explanation);
  }
  explanation.indicator = { name: indicator.name, ut: indicator.ut, value: result.value };

  const close = newestCandle(view, { code: workflow.cfd, market, ut: condition.close.ut });
  if (close.kind === "unavailable") return skipped(close.reason, close.detail, explanation);
  explanation.condition_candle = close.candle;

  const trigger = newestCandle(view, { code: workflow.cfd, market, ut: workflow.trigger.ut });
  if (trigger.kind === "unavailable") return skipped(trigger.reason, trigger.detail, explanation);
  explanation.trigger_candle = trigger.candle;

  testCondition(condition, result.value, close.candle, explanation);
  if (explanation.holds !== true) {
    return { kind: "no_signal", reason: "condition does not hold", explanation };
  }
  const seen = { close: close.candle, trigger: trigger.candle, value: result.value };
  return propose(workflow, instrument, seen, explanation);
}

function emptyExplanation(condition: Condition): Explanation {
  return {
    indicator: null,
    direction: condition.close.direction,
    spread: condition.close.spread,
    condition_candle: null,
    trigger_candle: null,
    alternatives: [],
    expected_combo: null,
    holds: null,
    distance_points: null,
  };
}

function skipped(reason: SkipReason, detail: string, explanation: Explanation): Evaluation {
  return { kind: "skipped", reason, detail, explanation };
}

type CandleResult =
  | { readonly kind: "candle"; readonly candle: Candle }
  | { readonly kind: "unavailable"; readonly reason: SeriesFailure; readonly detail: string };

function newestCandle(view: MarketView, key: SeriesKey): CandleResult {
  const series = view.series(key);
  if (series.kind === "unavailable") return series;
  const candle = series.candles.at(-1);
  if (candle !== undefined) return { kind: "candle", candle };
  const detail = `no closed ${key.ut} candle of ${key.code}`;
  return { kind: "unavailable", reason: "no candles", detail };
}

type LevelResult =
  | IndicatorResult
  | {
      readonly kind: "unavailable";
      readonly reason: "line without open days";
      readonly detail: string;
    };

function indicatorOf(
  indicator: Indicator,
  code: string,
  market: Session,
  view: MarketView,
): LevelResult {
  switch (indicator.name) {
    case "polarite":
      return { kind: "value", value: indicator.value };
    case "zone": {
      const { value, zone_value } = indicator;
      return {
        kind: "value",
        value: value > zone_value ? [zone_value, value] : [value, zone_value],
      };
    }
    case "inclined":
      return lineValue(indicator, { code, market, tick: view.tick }, view);
    default:
      return view.indicator({ code, market, ut: indicator.ut }, indicator.name);
  }
}

/** Adds the tests of the condition to the explanation, and whether it holds. */
function testCondition(
  condition: Condition,
  value: IndicatorValue,
  candle: Candle,
  explanation: Explanation,
): void {
  const { name } = condition.indicator;
  if (name === "combo") {
    explanation.expected_combo = expectedCombo(condition);
    explanation.holds = isCombo(value, explanation.expected_combo);
    return;
  }
  if (typeof value !== "number" && !Array.isArray(value)) {
    throw new TypeError(`the value of ${name} is neither a level nor a zone`);
  }
  const alternatives = alternativesOf(name, value, condition, candle);
  explanation.alternatives = alternatives.map((tests) => [...tests]);
  explanation.holds = holds(alternatives);
  explanation.distance_points = distancePoints(alternatives);
}

/** The order a trigger yields when the condition holds, if it can be proposed. The price is not
 *  rounded, as in the reference. */
function propose(
  workflow: Pick<Workflow, "cfd" | "conditions" | "trigger">,
  instrument: Instrument,
  seen: { readonly close: Candle; readonly trigger: Candle; readonly value: IndicatorValue },
  explanation: Explanation,
): Evaluation {
  const { trigger, conditions } = workflow;
  const condition = conditions[0];
  const below = condition.close.direction === "below";
  if (trigger.location !== (below ? "lower" : "higher")) {
    const detail = `the condition looks ${condition.close.direction}, the trigger is ${trigger.location}`;
    return skipped("location does not match direction", detail, explanation);
  }
  const price = below ? seen.trigger.low - trigger.offset : seen.trigger.high + trigger.offset;
  const { close } = seen.close;
  if (price <= 0 || Math.abs(price - close) > MAX_PRICE_DISTANCE * Math.abs(close)) {
    const detail = `the order price ${price} is not positive or more than 20 % from the close ${close}`;
    return skipped("implausible price", detail, explanation);
  }
  const breaksOut = trigger.order_direction === (below ? "sell" : "buy");
  const order: ProposedOrder = {
    order_code: workflow.cfd,
    order_price: price,
    order_quantity: trigger.quantity,
    order_direction: trigger.order_direction === "buy" ? "BUY" : "SELL",
    order_type: breaksOut ? "OPEN_STOP" : "LIMIT",
    asset_type: instrument.asset_type,
    price_decimals: instrument.decimals,
    trigger_close: close,
    condition_candle: seen.close,
    trigger_candle: seen.trigger,
    indicator: { name: condition.indicator.name, ut: condition.indicator.ut, value: seen.value },
  };
  return { kind: "signal", order, explanation };
}
