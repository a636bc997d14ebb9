import type { UnitTime } from "@bellwether/core/market";
import {
  type Condition,
  INDICATOR_WORDS,
  type Trigger,
  type WorkflowDraft,
} from "@bellwether/core/workflow";
import { calendarDay } from "../../time/zone.ts";
import { number } from "../../ui/number.ts";

export { INDICATOR_WORDS };

export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const UNIT_TIME_WORDS: Readonly<Record<UnitTime, string>> = {
  "5m": "5 minutes",
  "15m": "15 minutes",
  "30m": "30 minutes",
  h1: "1 hour",
  h4: "4 hours",
  daily: "Daily",
  weekly: "Weekly",
  monthly: "Monthly",
};

const CANDLE_WORDS: Readonly<Record<UnitTime, string>> = {
  "5m": "5-minute",
  "15m": "15-minute",
  "30m": "30-minute",
  h1: "1-hour",
  h4: "4-hour",
  daily: "daily",
  weekly: "weekly",
  monthly: "monthly",
};

/** The name of a stored unit time; an unknown one is shown unchanged. */
export function unitTimeWords(ut: string): string {
  return ut in UNIT_TIME_WORDS ? UNIT_TIME_WORDS[ut as UnitTime] : ut;
}

/** The conditions in a trader's terms; several are numbered, after how they combine. */
export function conditionsWords({
  conditions,
  match,
  index,
  cfd,
}: Pick<WorkflowDraft, "conditions" | "match" | "index" | "cfd">): string {
  const [first, ...others] = conditions.map((each) => conditionWords(each, index, cfd));
  if (others.length === 0) return first ?? "";
  const numbered = [first, ...others].map((text, nth) => `(${nth + 1}) ${text}`);
  return `${match === "all" ? "All of these hold:" : "Any of these holds:"} ${numbered.join(" ")}`;
}

/** The condition in a trader's terms; the same rules as the engine's (core's condition.ts). */
export function conditionWords(condition: Condition, index: string, cfd: string): string {
  const { indicator, close } = condition;
  const candle = `${CANDLE_WORDS[close.ut]} candle of ${cfd}`;
  const below = close.direction === "below";
  if (indicator.name === "combo") {
    return `A ${below ? "sell" : "buy"} combo appears on the ${CANDLE_WORDS[indicator.ut]} candles of ${index}.`;
  }
  const wick = below ? "high" : "low";
  const tested = condition.element ?? `close or ${wick}`;
  if (indicator.name === "zone") {
    return `The ${tested} of the ${candle} is within the ${levelWords(condition, index)}.`;
  }
  const within = `is ${distanceWords(condition)} the ${levelWords(condition, index)}`;
  if (indicator.name === "polarite" && condition.element === null) {
    const crossed = below
      ? "rose through it and closed back under"
      : "fell through it and closed back above";
    return `The ${wick} of the ${candle} ${within}, or the candle ${crossed}.`;
  }
  return `The ${tested} of the ${candle} ${within}.`;
}

/** An inclined line is mirrored: `below` tests above it, as in the reference. */
function distanceWords(condition: Condition): string {
  const { direction, spread } = condition.close;
  const isUnder = (direction === "below") !== (condition.indicator.name === "inclined");
  if (spread === 0) return "exactly at";
  return `at most ${pointsWords(spread)} ${isUnder ? "under" : "above"}`;
}

function levelWords(condition: Condition, index: string): string {
  const { indicator } = condition;
  switch (indicator.name) {
    case "polarite":
      return `level ${number(indicator.value)}`;
    case "zone": {
      const [low, high] = [indicator.value, indicator.zone_value].toSorted((a, b) => a - b);
      return `zone from ${number(low ?? indicator.value)} to ${number(high ?? indicator.value)}`;
    }
    case "inclined": {
      const { x1, x2 } = indicator;
      return `line through ${number(x1.y)} (${calendarDay(x1.x)}) and ${number(x2.y)} (${calendarDay(x2.x)})`;
    }
    default:
      return `${CANDLE_WORDS[indicator.ut]} ${lowerFirst(INDICATOR_WORDS[indicator.name])} of ${index}`;
  }
}

/** The order of a trigger, in a trader's terms. */
export function triggerWords(trigger: Trigger, cfd: string): string {
  const verb = trigger.order_direction === "buy" ? "Buy" : "Sell";
  const deal =
    trigger.quantity === 0
      ? `Alert only (${verb.toLowerCase()} ${cfd})`
      : `${verb} ${number(trigger.quantity)} ${cfd}`;
  const place = trigger.location === "lower" ? "below the low" : "above the high";
  return `${deal}, ${pointsWords(trigger.offset)} ${place} of the last ${CANDLE_WORDS[trigger.ut]} candle.`;
}

function pointsWords(points: number): string {
  return `${number(points)} ${points === 1 ? "point" : "points"}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The broker's order types in a trader's terms. */
export function orderTypeWords(type: "LIMIT" | "OPEN_STOP"): string {
  return type === "LIMIT" ? "Limit" : "Stop";
}
