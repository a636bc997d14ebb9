import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  averageSlope,
  averageTrueRange,
  bandSlopes,
  bandsOf,
  bollingerBands,
  combo,
  dispersion,
  exponentialAverage,
  movingAverage,
  zeroLagMacd,
} from "@bellwether/core/indicator";
import type { Candle } from "@bellwether/core/market";
import { isRecord } from "./agreement.ts";
import {
  type BrokerRow,
  type CandleObject,
  type CandleTuple,
  candlesOf,
  candlesOfRows,
  type GoldenCase,
  goldenAnswer,
} from "./golden.ts";
import { agreeBut, judge, type Outcome, valueOrError } from "./outcome.ts";

type IndicatorCase = GoldenCase &
  Readonly<{
    source: Readonly<{ type: string; file?: string; offset?: number }>;
    candles?: readonly CandleTuple[];
  }>;

/** `directory`: the folder of the golden file, with the real candles in `candles/`. */
export function judgeIndicators(
  { cases }: { readonly cases: readonly IndicatorCase[] },
  directory: string,
): Outcome[] {
  return cases.map((golden) => {
    const actual = compute(candlesOfCase(golden, directory));
    const expected = goldenAnswer(golden);
    const agrees = isRecord(expected) && agreeBut(actual, expected, golden.ulp_sensitive);
    return judge(golden, actual, agrees);
  });
}

function candlesOfCase({ source, candles }: IndicatorCase, directory: string): Candle[] {
  if (candles !== undefined) return candlesOf(candles);
  const file = join(directory, "candles", source.file ?? "");
  const all: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!Array.isArray(all)) throw new TypeError(`${file} is not a list of candles`);
  const newest = all.slice(source.offset ?? 0);
  return source.type === "real_rows"
    ? candlesOfRows(newest as BrokerRow[])
    : candlesOf(newest as CandleObject[]);
}

function each<Key extends number | string, Value>(keys: readonly Key[], of: (key: Key) => Value) {
  return Object.fromEntries(keys.map((key) => [key, valueOrError(() => of(key))]));
}

function compute(candles: readonly Candle[]) {
  const slopes = () => bandSlopes(candles);
  return {
    n: candles.length,
    mobile_average: each([7, 20, 50], (period) => movingAverage(candles, period)),
    exponentiel_mobile_average: each([9, 12, 26], (period) => exponentialAverage(candles, period)),
    bollinger_bands: each(["2.0", "2.5"], (width) => bollingerBands(candles, Number(width))),
    "bollinger_bands_previous_2.5":
      candles.length <= 1 ? null : bandsOf(dispersion(candles, 1), 2.5),
    macd0lag: valueOrError(() => {
      const { macd, signal } = zeroLagMacd(candles);
      return [macd, signal];
    }),
    average_true_range: each([14, 10], (period) => averageTrueRange(candles, period)),
    ma50_slope: valueOrError(() => averageSlope(candles)),
    bbh_slope: candles.length <= 2 ? null : valueOrError(() => slopes().upperBand),
    bbb_slope: candles.length <= 2 ? null : valueOrError(() => slopes().lowerBand),
    combo: valueOrError(() => combo(candles)),
  };
}
