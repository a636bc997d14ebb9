import type { Candle } from "../market/candle.ts";
import { BOLLINGER_PERIOD, bollingerBands } from "./bollinger-bands.ts";
import { COMBO_CANDLES, combo } from "./combo.ts";
import type { ComboValue } from "./combo-value.ts";
import { movingAverage } from "./moving-average.ts";
import type { Precision } from "./precision.ts";

/** A line over the candles of a chart. */
export type IndicatorLine = Readonly<{
  kind: "average" | "band";
  name: string;
  /** The number of candles from which each point is computed. */
  period: number;
  value: (candles: readonly Candle[], precision: Precision) => number;
}>;

/** An indicator whose value depends on the candles alone, and so is shared between workflows. */
type ComputedIndicatorRule = Readonly<{
  /** The short name of the reference, which traders know. */
  label: string;
  words: string;
  /** How many candles it reads at most, as the reference asks for them. */
  candles: number;
  /** The value over candles, oldest first, rounded to the precision of their instrument. Throws
   *  `IndicatorError` with too few of them. */
  compute: (candles: readonly Candle[], precision: Precision) => number | ComboValue | null;
  /** How the chart draws it. */
  lines: readonly IndicatorLine[];
}>;

/** The width of the bands that `bbb`, `bbh` and the combo look at, in standard deviations. */
const BAND_WIDTH = 2.5;

const BANDS: readonly IndicatorLine[] = [band("Upper band", "up"), band("Lower band", "bottom")];

/** Every indicator that is computed from candles. */
export const COMPUTED = {
  ma7: { label: "MM7", candles: 12, ...average(7) },
  ma50: { label: "MA50", candles: 55, ...average(50) },
  combo: {
    label: "COMBO",
    words: "Combo",
    candles: COMBO_CANDLES,
    compute: (candles, precision) => combo(candles.slice(-COMBO_CANDLES), precision),
    lines: [...average(50).lines, ...BANDS],
  },
  bbb: {
    label: "BBB",
    words: "Lower Bollinger band",
    candles: 21,
    compute: (candles, precision) => bollingerBands(candles, BAND_WIDTH, precision).bottom,
    lines: BANDS,
  },
  bbh: {
    label: "BBH",
    words: "Upper Bollinger band",
    candles: 21,
    compute: (candles, precision) => bollingerBands(candles, BAND_WIDTH, precision).up,
    lines: BANDS,
  },
} as const satisfies Readonly<Record<string, ComputedIndicatorRule>>;

export type ComputedIndicator = keyof typeof COMPUTED;

function average(period: number): Pick<ComputedIndicatorRule, "words" | "compute"> & {
  readonly lines: readonly IndicatorLine[];
} {
  const words = `${period}-period average`;
  const value = (candles: readonly Candle[]) => movingAverage(candles, period);
  return { words, compute: value, lines: [{ kind: "average", name: words, period, value }] };
}

function band(name: string, edge: "up" | "bottom"): IndicatorLine {
  return {
    kind: "band",
    name,
    period: BOLLINGER_PERIOD,
    value: (candles, precision) => bollingerBands(candles, BAND_WIDTH, precision)[edge],
  };
}
