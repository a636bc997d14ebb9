import {
  averageSlope,
  averageTrueRange,
  bollingerBands,
  combo,
  exponentialAverage,
  movingAverage,
  zeroLagMacd,
} from "@bellwether/core/indicator";
import type { Candle } from "@bellwether/core/market";
import { atr, bb, ema, sma } from "indicatorts";
import { ATR, BollingerBands, EMA, SMA } from "technicalindicators";
import * as signals from "trading-signals";
import type { Benchmark, Row } from "./benchmark.ts";
import { seeded, walk } from "./sample-market.ts";
import { microseconds, ratio, showMicroseconds } from "./stopwatch.ts";

const CANDLES = 750;
/** The reference's combo on the same number of candles, in microseconds (Python 3.12, the same
 *  kind of core). */
const REFERENCE_COMBO_US = 23_700;

type Rivals = Readonly<Record<string, () => unknown>>;

/** Each indicator on 750 candles. The libraries compute a value for every candle and do not
 *  reproduce the reference's rounding; they are the usual choice if only the newest value is
 *  needed. */
export const indicatorBenchmark: Benchmark = {
  name: `Indicators, newest value of ${CANDLES} candles, and how many times as fast as others`,
  run: () => {
    const candles = comboCandles();
    const values = candles.map((candle) => candle.close);
    const high = candles.map((candle) => candle.high);
    const low = candles.map((candle) => candle.low);
    return [
      averageRow(candles, 7),
      averageRow(candles, 50),
      row("exponential average (26)", () => exponentialAverage(candles, 26), {
        technicalindicators: () => EMA.calculate({ period: 26, values }),
        "trading-signals": () => {
          const line = new signals.EMA(26);
          feed((value: number) => line.add(value), values);
          return line.getResult();
        },
        indicatorts: () => ema(values, { period: 26 }),
      }),
      row("Bollinger bands (20)", () => bollingerBands(candles, 2), {
        technicalindicators: () => BollingerBands.calculate({ period: 20, stdDev: 2, values }),
        "trading-signals": () => {
          const line = new signals.BollingerBands(20, 2);
          feed((value: number) => line.add(value), values);
          return line.getResult();
        },
        indicatorts: () => bb(values, { period: 20 }),
      }),
      row("average true range (14)", () => averageTrueRange(candles), {
        technicalindicators: () => ATR.calculate({ period: 14, high, low, close: values }),
        "trading-signals": () => {
          const line = new signals.ATR(14);
          feed((candle: Candle) => line.add(candle), candles);
          return line.getResult();
        },
        indicatorts: () => atr(high, low, values, { period: 14 }),
      }),
      row("ma50 slope", () => averageSlope(candles), {}),
      row("zero-lag MACD", () => zeroLagMacd(candles), {}),
      comboRow(candles),
    ];
  },
};

function averageRow(candles: readonly Candle[], period: number): Row {
  const values = candles.map((candle) => candle.close);
  return row(`ma${period}`, () => movingAverage(candles, period), {
    technicalindicators: () => SMA.calculate({ period, values }),
    "trading-signals": () => {
      const line = new signals.SMA(period);
      feed((value: number) => line.add(value), values);
      return line.getResult();
    },
    indicatorts: () => sma(values, { period }),
  });
}

function feed<Value>(add: (value: Value) => unknown, all: readonly Value[]): void {
  for (const value of all) add(value);
}

function row(what: string, ours: () => unknown, rivals: Rivals): Row {
  const time = microseconds(ours);
  const beside = Object.entries(rivals).map(([name, call]) =>
    ratio(time, microseconds(call), name),
  );
  return { what, figure: showMicroseconds(time), beside: beside.join(", ") };
}

function comboRow(candles: readonly Candle[]): Row {
  const time = microseconds(() => combo(candles));
  const beside = `${ratio(time, REFERENCE_COMBO_US, "the reference")} (aim: under 60 us)`;
  return { what: "combo", figure: showMicroseconds(time), beside };
}

/** The first random walk that ends in a combo, so that no step of the computation is skipped. */
function comboCandles(): Candle[] {
  const starts = Array.from({ length: CANDLES }, (_, index) => index * 3_600);
  for (let seed = 1; ; seed += 1) {
    const candles = walk(starts, seeded(seed));
    if (combo(candles) !== null) return candles;
  }
}
