import type { Candle, Horizon } from "@bellwether/core/market";
import { dayOf, type Instant, mondayOf, startOfDay } from "@bellwether/core/time";
import { HORIZON_SECONDS } from "../period.ts";
import { chanceOf } from "../simulated/chance.ts";

/** The correct rows of a market that never closes, for test servers: `count` rows, oldest first,
 *  the newest of which contains `now`. Prices have two decimals. */
export function trueRows(seed: string, horizon: Horizon, now: Instant, count: number): Candle[] {
  const seconds = HORIZON_SECONDS[horizon];
  const newest =
    horizon === "weekly" ? startOfDay(mondayOf(dayOf(now))) : Math.floor(now / seconds) * seconds;
  const chance = chanceOf(seed, horizon);
  let price = 5_000;
  return Array.from({ length: count }, (_, index) => {
    const points = Array.from({ length: 4 }, () => {
      price = Math.max(500, price + 20 * chance.normal());
      return Math.round(price * 100) / 100;
    });
    return {
      start: newest - (count - 1 - index) * seconds,
      open: points[0] ?? 0,
      high: Math.max(...points),
      low: Math.min(...points),
      close: points[3] ?? 0,
    };
  });
}
