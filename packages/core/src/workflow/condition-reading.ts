import type { Candle } from "../market/candle.ts";
import type { Session } from "../market/instrument.ts";
import type { SeriesFailure, SeriesKey } from "../market/series.ts";
import type { IndicatorFailure, IndicatorResult } from "./computed.ts";
import { alternativesOf, distancePoints, expectedCombo, holds, isCombo } from "./condition.ts";
import type { ConditionExplanation } from "./explanation.ts";
import { lineValue } from "./inclined-line.ts";
import type { Indicator, IndicatorValue } from "./indicator.ts";
import type { MarketView } from "./market-view.ts";
import type { Condition, Workflow } from "./workflow.ts";

export type ReadingFailure = SeriesFailure | IndicatorFailure | "line without open days";

/** What one condition compares. `explanation` is completed by `testCondition`. */
export type ConditionReading = Readonly<{
  condition: Condition;
  explanation: ConditionExplanation;
}> &
  (
    | { readonly kind: "read"; readonly value: IndicatorValue; readonly candle: Candle }
    | { readonly kind: "unread"; readonly reason: ReadingFailure; readonly detail: string }
  );

/** Reads the indicator of a condition, then its candle. */
export function readCondition(
  condition: Condition,
  { index, cfd, session }: Pick<Workflow, "index" | "cfd"> & { readonly session: Session },
  view: MarketView,
): ConditionReading {
  const { indicator, close } = condition;
  const explanation: ConditionExplanation = {
    indicator: null,
    direction: close.direction,
    spread: close.spread,
    candle_ut: close.ut,
    condition_candle: null,
    alternatives: [],
    expected_combo: null,
    holds: null,
    problem: null,
    distance_points: null,
  };
  const unread = ({ reason, detail }: { reason: ReadingFailure; detail: string }) => {
    explanation.problem = `${reason}: ${detail}`;
    return { kind: "unread", condition, explanation, reason, detail } as const;
  };
  const source = view.series({ code: index, session, ut: indicator.ut });
  if (source.kind === "unavailable") return unread(source);
  const result = indicatorOf(indicator, index, session, view);
  if (result.kind === "unavailable") return unread(result);
  const { value } = result;
  if (Number.isNaN(value)) {
    return unread({ reason: "no candles", detail: `no closed candle of ${index} yet` });
  }
  explanation.indicator = { name: indicator.name, ut: indicator.ut, value };
  const newest = newestCandle(view, { code: cfd, session, ut: close.ut });
  if (newest.kind === "unavailable") return unread(newest);
  const { candle } = newest;
  explanation.condition_candle = candle;
  return { kind: "read", condition, explanation, value, candle };
}

type CandleResult =
  | { readonly kind: "candle"; readonly candle: Candle }
  | { readonly kind: "unavailable"; readonly reason: SeriesFailure; readonly detail: string };

export function newestCandle(view: MarketView, key: SeriesKey): CandleResult {
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
  session: Session,
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
      return lineValue(indicator, { code, session, tick: view.tick }, view);
    default:
      return view.indicator({ code, session, ut: indicator.ut }, indicator.name);
  }
}

/** Adds the tests of a condition to its explanation, and whether it holds. */
export function testCondition({
  condition,
  value,
  candle,
  explanation,
}: Extract<ConditionReading, { kind: "read" }>): void {
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
