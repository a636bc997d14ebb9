import type { SeriesFailure } from "../market/series.ts";
import { type EpochDay, fromIsoDate } from "../time/day.ts";
import { DAY_SECONDS } from "../time/instant.ts";
import type { Indicator } from "./indicator.ts";
import type { MarketView } from "./market-view.ts";

export type LineResult =
  | { readonly kind: "value"; readonly value: number }
  | {
      readonly kind: "unavailable";
      readonly reason: SeriesFailure | "line without open days";
      readonly detail: string;
    };

/** Where a line through two points stands now, in points. Time is counted in days on which the
 *  instrument traded. The first day is never counted, the last one is; the day that is under way,
 *  and, after midnight, the next one, count if the market has traded on them. */
export function lineValue(
  line: Extract<Indicator, { name: "inclined" }>,
  code: string,
  view: Pick<MarketView, "openDays" | "tick">,
): LineResult {
  const open = view.openDays(code);
  if (open.kind === "unavailable") return open;
  const first = fromIsoDate(line.x1.x);
  const between = daysIn(open.days, first, fromIsoDate(line.x2.x));
  if (between === 0) {
    const detail = `${code} did not trade between ${line.x1.x} and ${line.x2.x}: no line`;
    return { kind: "unavailable", reason: "line without open days", detail };
  }
  const since = daysIn(open.days, first, Math.ceil(view.tick / DAY_SECONDS));
  return {
    kind: "value",
    value: line.x1.y + ((line.x2.y - line.x1.y) / between) * since,
  };
}

/** How many of the days, oldest first, are after `after` and not after `last`. */
function daysIn(days: readonly EpochDay[], after: EpochDay, last: EpochDay): number {
  return Math.max(0, upTo(days, last) - upTo(days, after));
}

/** How many of the days are not after `last`. */
function upTo(days: readonly EpochDay[], last: EpochDay): number {
  let from = 0;
  let to = days.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((days[middle] ?? 0) <= last) from = middle + 1;
    else to = middle;
  }
  return from;
}
