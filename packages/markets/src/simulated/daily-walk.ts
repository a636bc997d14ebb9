import type { EpochDay } from "@bellwether/core/time";
import type { Underlying } from "./catalogue.ts";
import { chanceOf } from "./chance.ts";

/** One day of an underlying: its close and its volatility. */
export type WalkDay = Readonly<{
  close: number;
  /** One standard deviation of the day's move, as a fraction of the price. */
  volatility: number;
}>;

/** The regimes a market stays in for several weeks: the daily drift and the volatility. */
const REGIMES = [
  { drift: 0.0014, liveliness: 0.75 },
  { drift: 0.0007, liveliness: 0.6 },
  { drift: 0, liveliness: 0.45 },
  { drift: 0, liveliness: 1 },
  { drift: -0.0011, liveliness: 1.1 },
  { drift: -0.0018, liveliness: 1.5 },
] as const;
const REGIME_DAYS = 33;
const OWN_REGIME_DAYS = 24;
const COMMON_VOLATILITY = 0.0075;

/** The fraction of its distance from the long trend that a price recovers each day. */
const PULL = 0.007;
const GROWTH_PER_DAY = 0.05 / 365;

function regime(day: EpochDay, days: number, ...words: readonly (string | number)[]) {
  const index = Math.floor(
    chanceOf(...words, "regime", Math.floor(day / days)).uniform() * REGIMES.length,
  );
  return REGIMES[index] ?? REGIMES[0];
}

/** The move of a day that all prices share, as a fraction. It correlates the indices. */
function commonMove(seed: string, day: EpochDay): { move: number; liveliness: number } {
  const { drift, liveliness } = regime(day, REGIME_DAYS, seed, "world");
  const normal = chanceOf(seed, "world", day).normal();
  return { move: drift + COMMON_VOLATILITY * liveliness * normal, liveliness };
}

/** The closes of an underlying from `origin` on: a slowly growing trend, plus a mean-reverting
 *  distance from it, so that prices stay plausible over any number of years. Days are computed
 *  once, in order, whatever order they are requested in. A day without trading keeps the previous
 *  close. `epoch` is the day on which the trend is at the underlying's level. */
export function dailyWalk(options: {
  seed: string;
  underlying: Underlying;
  origin: EpochDay;
  epoch: EpochDay;
  trades: (day: EpochDay) => boolean;
}): (day: EpochDay) => WalkDay {
  const { seed, underlying, origin, epoch, trades } = options;
  const days: WalkDay[] = [];
  let distance = 0;

  const step = (day: EpochDay): WalkDay => {
    const before = days.at(-1) ?? { close: trendAt(origin), volatility: 0 };
    if (!trades(day)) return before;
    const common = commonMove(seed, day);
    const own = regime(day, OWN_REGIME_DAYS, seed, underlying.code);
    const ownVolatility = underlying.volatility * own.liveliness;
    const ownMove =
      own.drift / 3 + ownVolatility * chanceOf(seed, underlying.code, day, "close").normal();
    const next = distance * (1 - PULL) + underlying.beta * common.move + ownMove;
    distance = Math.min(0.6, Math.max(-0.45, next));
    return {
      close: trendAt(day) * (1 + distance),
      volatility: underlying.beta * COMMON_VOLATILITY * common.liveliness + ownVolatility,
    };
  };

  const trendAt = (day: EpochDay): number =>
    underlying.level * Math.max(0.05, 1 + GROWTH_PER_DAY * (day - epoch));

  return (day) => {
    for (let next = origin + days.length; next <= day; next += 1) days.push(step(next));
    return days[day - origin] ?? { close: trendAt(origin), volatility: 0 };
  };
}
