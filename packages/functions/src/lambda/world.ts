/** The real clocks, chance and patience. Only entry points import this. On AWS the market's clock is
 *  the wall clock. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { MarketNow, NewId, Random, Sleep, SystemNow } from "@bellwether/core/port";

export const systemNow: SystemNow = () => Date.now();
export const marketNow: MarketNow = () => Math.floor(Date.now() / 1_000);
export const random: Random = () => Math.random();
export const newId: NewId = () => randomUUID();
export const sleep: Sleep = async (durationMs) => {
  await setTimeout(durationMs);
};
