import { chanceOf } from "./chance.ts";
import type { WalkDay } from "./daily-walk.ts";

/** The prices within one half-hour, in order. */
export const POINTS_A_HALF_HOUR = 7;

/** The volatility of a half-hour relative to the day's average: high at both ends, low at noon. */
function liveliness(halfHour: number, halfHours: number): number {
  const position = (halfHour + 0.5) / halfHours;
  return 0.65 + 2.4 * (position - 0.5) * (position - 0.5) * 1.6;
}

/** An underlying's prices over one day: a random walk that starts with a gap from the previous
 *  close and is adjusted to end at the day's close. Seven prices for each of `halfHours`
 *  half-hours. */
export function dayPath(options: {
  /** The words that identify the random stream of this day. */
  words: readonly (string | number)[];
  previousClose: number;
  today: WalkDay;
  halfHours: number;
}): Float64Array {
  const { words, previousClose, today, halfHours } = options;
  const chance = chanceOf(...words, "path");
  const count = halfHours * POINTS_A_HALF_HOUR;
  const open = previousClose * (1 + 0.35 * today.volatility * chance.normal());
  const stepSize = (0.8 * today.volatility * open) / Math.sqrt(count);
  const path = new Float64Array(count);
  let walk = 0;
  for (let index = 1; index < count; index += 1) {
    const halfHour = Math.floor(index / POINTS_A_HALF_HOUR);
    walk += stepSize * liveliness(halfHour, halfHours) * chance.normal();
    path[index] = walk;
  }
  const bend = (today.close - open - walk) / (count - 1);
  for (let index = 0; index < count; index += 1) {
    path[index] = open + (path[index] ?? 0) + bend * index;
  }
  return path;
}
