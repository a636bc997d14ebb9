import { isBuiltUnitTime } from "../market/candle-builder.ts";
import { numberText } from "../market/number-text.ts";
import type { UnitTime } from "../market/unit-time.ts";
import { fromIsoDate, isWeekend } from "../time/day.ts";
import { MAX_PRICE_DISTANCE } from "./proposal.ts";
import type { Condition, WorkflowDraft } from "./workflow.ts";

/** Why a workflow that is well formed will not signal. `never`: it cannot, whatever the market does;
 *  the import, the API and the form refuse it. `hardly`: only by coincidence; they warn. */
export type Finding = Readonly<{
  kind: "never" | "hardly";
  path: readonly (string | number)[];
  reason: string;
}>;

/** The findings that do not depend on a market. The engine does not use them: it skips a stored
 *  workflow that cannot be evaluated, with the reason. Each condition is reviewed separately: one that
 *  can never hold is a mistake even if another one can. */
export function reviewWorkflow(draft: WorkflowDraft): readonly Finding[] {
  const conditions = draft.conditions.flatMap((condition, nth) => {
    const place = (...path: string[]) => ["conditions", nth, ...path];
    return [
      ...unitTime(condition.indicator.ut, place("indicator", "ut")),
      ...unitTime(condition.close.ut, place("close", "ut")),
      ...range(condition, place),
      ...line(condition, place),
    ];
  });
  return [...conditions, ...unitTime(draft.trigger.ut, ["trigger", "ut"]), ...location(draft)];
}

/** An offset beyond which no order is proposed, given a price of the ordered instrument; null if it is
 *  near enough. The default offset of 1 is far for an instrument that trades at 0.02. */
export function reviewOffset(
  { cfd, trigger }: Pick<WorkflowDraft, "cfd" | "trigger">,
  price: number,
): Finding | null {
  if (trigger.offset <= MAX_PRICE_DISTANCE * price) return null;
  const reason = `is ${numberText(trigger.offset)} and ${cfd} trades at ${numberText(price)}: an order more than ${MAX_PRICE_DISTANCE * 100} % from the market is not proposed`;
  return { kind: "hardly", path: ["trigger", "offset"], reason };
}

type Path = Finding["path"];

/** Whether a unit time has candles: built from half-hours, or the market's own weeks. */
export function hasCandles(ut: UnitTime): boolean {
  return isBuiltUnitTime(ut) || ut === "weekly";
}

function unitTime(ut: UnitTime, path: Path): Finding[] {
  if (hasCandles(ut)) return [];
  const reason = `there are no candles of ${ut}: it can be h1, h4, daily, weekly`;
  return [{ kind: "never", path, reason }];
}

/** The trigger has to be on the side to which at least one condition looks. */
function location({ conditions, trigger }: WorkflowDraft): Finding[] {
  const [{ close }] = conditions;
  if (conditions.some((each) => sideOf(each) === trigger.location)) return [];
  const reason = `a condition that looks ${close.direction} needs a trigger that is ${sideOf({ close })}`;
  return [{ kind: "never", path: ["trigger", "location"], reason }];
}

function sideOf({ close }: Pick<Condition, "close">): "lower" | "higher" {
  return close.direction === "below" ? "lower" : "higher";
}

/** A range without width, which a price meets only by coincidence. */
function range(
  { indicator, close, element }: Condition,
  place: (...path: string[]) => Path,
): Finding[] {
  if (indicator.name === "combo") return [];
  if (indicator.name === "zone") {
    if (indicator.value !== indicator.zone_value) return [];
    const reason = "equals the zone's other bound: only exactly that price would match";
    return [{ kind: "hardly", path: place("indicator", "zone_value"), reason }];
  }
  // Without an element, a candle that crosses the level is enough.
  const crosses = indicator.name === "polarite" && element === null;
  if (close.spread > 0 || crosses) return [];
  const reason = "is 0: only a price exactly at the indicator's value would match";
  return [{ kind: "hardly", path: place("close", "spread"), reason }];
}

/** A line is measured in trading days from its first point to its second. */
function line({ indicator }: Condition, place: (...path: string[]) => Path): Finding[] {
  if (indicator.name !== "inclined") return [];
  const path = place("indicator", "x2", "x");
  const [first, last] = [fromIsoDate(indicator.x1.x), fromIsoDate(indicator.x2.x)];
  if (last <= first) {
    return [{ kind: "never", path, reason: `must be after ${indicator.x1.x}, the first point` }];
  }
  // Seven days in a row always include a weekday.
  const length = Math.min(last - first, 7);
  const days = Array.from({ length }, (_, nth) => first + 1 + nth);
  return days.every((day) => isWeekend(day))
    ? [
        {
          kind: "never",
          path,
          reason: `there is no weekday between ${indicator.x1.x} and this day`,
        },
      ]
    : [];
}
