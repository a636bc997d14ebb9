import { isBuiltUnitTime } from "../market/candle-builder.ts";
import type { UnitTime } from "../market/unit-time.ts";
import { fromIsoDate, isWeekend } from "../time/day.ts";
import type { WorkflowDraft } from "./workflow.ts";

/** Why a workflow that is well formed will not signal. `never`: it cannot, whatever the market does;
 *  the import, the API and the form refuse it. `hardly`: only by coincidence; they warn. */
export type Finding = Readonly<{
  kind: "never" | "hardly";
  path: readonly (string | number)[];
  reason: string;
}>;

/** The findings that need no answer of a market. The engine does not use them: it skips a stored
 *  workflow that cannot be evaluated, with the reason. */
export function reviewWorkflow(draft: WorkflowDraft): readonly Finding[] {
  return [...unitTimes(draft), ...location(draft), ...range(draft), ...line(draft)];
}

const INDICATOR = ["conditions", 0, "indicator"] as const;
const CLOSE = ["conditions", 0, "close"] as const;

/** Whether candles of a unit time can be had: built from half-hours, or the market's own weeks. */
export function hasCandles(ut: UnitTime): boolean {
  return isBuiltUnitTime(ut) || ut === "weekly";
}

function unitTimes({ conditions: [condition], trigger }: WorkflowDraft): Finding[] {
  const places = [
    { path: [...INDICATOR, "ut"], ut: condition.indicator.ut },
    { path: [...CLOSE, "ut"], ut: condition.close.ut },
    { path: ["trigger", "ut"], ut: trigger.ut },
  ];
  return places
    .filter(({ ut }) => !hasCandles(ut))
    .map(({ path, ut }) => ({
      kind: "never",
      path,
      reason: `there are no candles of ${ut}: it can be h1, h4, daily, weekly`,
    }));
}

function location({ conditions: [{ close }], trigger }: WorkflowDraft): Finding[] {
  const needed = close.direction === "below" ? "lower" : "higher";
  if (trigger.location === needed) return [];
  const reason = `a condition that looks ${close.direction} needs a trigger that is ${needed}`;
  return [{ kind: "never", path: ["trigger", "location"], reason }];
}

/** A range without width, which a price meets only by coincidence. */
function range({ conditions: [{ indicator, close, element }] }: WorkflowDraft): Finding[] {
  if (indicator.name === "combo") return [];
  if (indicator.name === "zone") {
    if (indicator.value !== indicator.zone_value) return [];
    const reason = "is the zone's other bound too: only a price of exactly that would do";
    return [{ kind: "hardly", path: [...INDICATOR, "zone_value"], reason }];
  }
  // Without an element, a candle that crosses the level is enough.
  const crosses = indicator.name === "polarite" && element === null;
  if (close.spread > 0 || crosses) return [];
  const reason = "is 0: only a price of exactly the indicator's value would do";
  return [{ kind: "hardly", path: [...CLOSE, "spread"], reason }];
}

/** A line is measured in trading days from its first point to its second. */
function line({ conditions: [{ indicator }] }: WorkflowDraft): Finding[] {
  if (indicator.name !== "inclined") return [];
  const path = [...INDICATOR, "x2", "x"];
  const [first, last] = [fromIsoDate(indicator.x1.x), fromIsoDate(indicator.x2.x)];
  if (last <= first) {
    return [{ kind: "never", path, reason: `must be after ${indicator.x1.x}, the first point` }];
  }
  // Seven days in a row always include a weekday.
  const length = Math.min(last - first, 7);
  const days = Array.from({ length }, (_, nth) => first + 1 + nth);
  return days.every((day) => isWeekend(day))
    ? [{ kind: "never", path, reason: `there is no weekday between ${indicator.x1.x} and it` }]
    : [];
}
