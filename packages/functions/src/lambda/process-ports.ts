/** The real clocks, randomness and sleep. Only entry points import this. On AWS the market's clock is
 *  the wall clock. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { NewId, Random } from "@bellwether/core/chance";
import type { MarketNow, Sleep, SystemNow } from "@bellwether/core/time";

export const systemNow: SystemNow = () => Date.now();
export const marketNow: MarketNow = () => Math.floor(Date.now() / 1_000);
export const random: Random = () => Math.random();
export const newId: NewId = () => randomUUID();
export const sleep: Sleep = async (durationMs) => {
  await setTimeout(durationMs);
};
