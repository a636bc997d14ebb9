import {
  COMPUTED,
  type ComputedIndicator,
  type IndicatorLine,
} from "../indicator/computed-indicators.ts";
import { precisionFor } from "../indicator/precision.ts";
import type { Candle } from "../market/candle.ts";
import { candleEnd } from "../market/candle-builder.ts";
import type { Instrument, Session } from "../market/instrument.ts";
import type { UnitTime } from "../market/unit-time.ts";
import { tickAfter } from "../time/schedule.ts";
import { type InclinedLine, lineValue } from "../workflow/inclined-line.ts";
import type { Indicator } from "../workflow/indicator.ts";
import type { MarketView } from "../workflow/market-view.ts";
import type { ChartLine } from "./chart.ts";

type ChartInput = Readonly<{
  indicator: Indicator;
  /** The instrument of the candles: the workflow's index. */
  instrument: Instrument;
  session: Session;
  /** The unit time of the candles. */
  ut: UnitTime;
  /** Oldest first; those before `from` are there to compute from. */
  candles: readonly Candle[];
  from: number;
  view: Pick<MarketView, "openDays" | "tick">;
}>;

/** An indicator as lines over candles. What is computed from candles is drawn on its own unit time
 *  alone; levels, zones and inclined lines are drawn on any. */
export function chartLines(input: ChartInput): ChartLine[] {
  const { indicator } = input;
  switch (indicator.name) {
    case "polarite":
      return [level(input, "level", "Level", indicator.value)];
    case "zone": {
      const [low, high] = [indicator.value, indicator.zone_value].toSorted((a, b) => a - b);
      return [
        level(input, "zone", "Zone low", low ?? indicator.value),
        level(input, "zone", "Zone high", high ?? indicator.zone_value),
      ];
    }
    case "inclined":
      return [inclined(input, indicator)];
    default:
      return indicator.ut === input.ut ? computed(input, indicator.name) : [];
  }
}

function computed(input: ChartInput, name: ComputedIndicator): ChartLine[] {
  const precision = precisionFor(input.instrument);
  const lines: readonly IndicatorLine[] = COMPUTED[name].lines;
  return lines.map(({ kind, name: title, period, value }) => ({
    kind,
    name: title,
    points: points(input, period, (history) => value(history, precision)),
  }));
}

function level(input: ChartInput, kind: "level" | "zone", name: string, value: number): ChartLine {
  return { kind, name, points: points(input, 1, () => value) };
}

/** At each candle, the value that the engine compared it with at the first tick after its end. */
function inclined(
  { candles, from, instrument, session, ut, view }: ChartInput,
  indicator: InclinedLine,
): ChartLine {
  const shown = candles.slice(from).flatMap(({ start }) => {
    const end = candleEnd(session, ut, start);
    const tick = Math.min(view.tick, end === null ? start : tickAfter(end));
    const line = lineValue(indicator, { code: instrument.code, session, tick }, view);
    return line.kind === "value" ? [{ start, value: line.value }] : [];
  });
  return { kind: "inclined", name: "Inclined line", points: shown };
}

/** One point a candle shown, from the `period` candles that end with it, as soon as there are as
 *  many. */
function points(
  { candles, from }: ChartInput,
  period: number,
  value: (history: readonly Candle[]) => number,
): ChartLine["points"] {
  return candles.slice(from).flatMap(({ start }, nth) => {
    const end = from + nth + 1;
    if (end < period) return [];
    return [{ start, value: value(candles.slice(end - period, end)) }];
  });
}
