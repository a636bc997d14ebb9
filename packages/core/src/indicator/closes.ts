import type { Candle } from "../market/candle.ts";

/** Oldest first. */
export function closesOf(candles: readonly Candle[]): Float64Array {
  const closes = new Float64Array(candles.length);
  for (let index = 0; index < closes.length; index += 1) {
    closes[index] = (candles[index] as Candle).close;
  }
  return closes;
}

/** The closes of the `count` candles before index `end`, newest first. The reference adds them in
 *  this order, and the last bit of a sum depends on it. */
export function newestCloses(candles: readonly Candle[], end: number, count: number): Float64Array {
  const closes = new Float64Array(count);
  for (let back = 0; back < count; back += 1) {
    closes[back] = (candles[end - 1 - back] as Candle).close;
  }
  return closes;
}
