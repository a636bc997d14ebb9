import type { Candle, CandleQuery, Instrument, MarketPort } from "@bellwether/core/market";
import { HALF_HOUR_SECONDS, HOUR_SECONDS, TICK_OFFSET_SECONDS } from "@bellwether/core/time";
import type { Condition, WorkflowDraft } from "@bellwether/core/workflow";
import { aDraft } from "@bellwether/functions/testing";
import { EPOCH_MS, type EventLoop } from "./event-loop.ts";

const LEVEL = 10_000;
/** Enough for the last closed hour and four-hour block. */
const ROWS = 24;

/** A market that never closes and whose price is randomly above or below a level. The extremes
 *  of each hour are unique, so that a price identifies its tick. */
export function simulatedMarketOf(
  seed: number,
): Pick<MarketPort, "readCandles" | "findInstrument"> {
  return {
    readCandles: async ({ before, count }: CandleQuery) => {
      const newest = Math.floor(before / HALF_HOUR_SECONDS) - 1;
      const rows = Math.min(count, ROWS);
      return Array.from({ length: rows }, (_, index) =>
        halfHour(seed, (newest - rows + 1 + index) * HALF_HOUR_SECONDS),
      );
    },
    findInstrument: async (code): Promise<Instrument> => ({
      code,
      name: code,
      asset_type: code.startsWith("STOCK") ? "Stock" : "CfdOnIndex",
      decimals: 4,
      tick_size: 0.0001,
      market: "always",
    }),
  };
}

function halfHour(seed: number, start: number): Candle {
  const hour = Math.floor(start / HOUR_SECONDS);
  const mixed = Math.imul(hour ^ (seed * 0x9e3779b1), 0x85ebca6b);
  const close = LEVEL + (((mixed ^ (mixed >>> 15)) >>> 0) % 200) / 10 - 10;
  const mark = (hour - EPOCH_MS / 1_000 / HOUR_SECONDS) / 10_000;
  return { start, open: LEVEL, high: LEVEL + 20 + mark, low: LEVEL - 20 - mark, close };
}

/** Whether the conditions of a workflow hold at a tick, as the market above has it: how the closes of
 *  whole hours and four hours lie to the levels. */
export function conditionsHold(
  seed: number,
  { conditions, match }: Pick<WorkflowDraft, "conditions" | "match">,
  tick: number,
): boolean {
  const held = conditions.map(({ indicator, close: { direction, ut, spread } }) => {
    const seconds = (ut === "h4" ? 4 : 1) * HOUR_SECONDS;
    const end = Math.floor((tick - TICK_OFFSET_SECONDS) / seconds) * seconds;
    const { close } = halfHour(seed, end - HALF_HOUR_SECONDS);
    const above = close - ("value" in indicator ? indicator.value : 0);
    return direction === "above" ? above >= 0 && above <= spread : above <= 0 && above >= -spread;
  });
  return match === "all" ? held.every(Boolean) : held.some(Boolean);
}

/** A workflow that signals at about every second tick. */
export function aSimulatedDraft(loop: EventLoop, name: string): WorkflowDraft {
  const sells = loop.chance(0.5);
  const once = loop.chance(0.25);
  const code = loop.chance(0.3) ? "STOCK.A" : "INDEX.I";
  const condition = (value: number): Condition => ({
    indicator: { name: "polarite", ut: "h1", value },
    close: {
      direction: loop.chance(0.5) ? "above" : "below",
      ut: once ? "h4" : "h1",
      spread: 100,
    },
    element: "close",
  });
  return {
    ...aDraft(),
    name,
    index: code,
    cfd: code,
    dry_run: loop.chance(0.3),
    conditions: [condition(LEVEL), ...(loop.chance(0.3) ? [condition(LEVEL + 4)] : [])],
    match: loop.chance(0.5) ? "all" : "any",
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: sells ? "lower" : "higher",
      order_direction: sells ? "sell" : "buy",
      quantity: loop.between(1, 9),
      offset: 1,
    },
    // Slack announces every signal, the others those that name them.
    notify: loop.pick([null, null, ["slack", "webhook"], ["slack", "email"]] as const) ?? null,
    repeat: once ? "once_per_candle" : "every_run",
    announce: loop.chance(0.6) ? "once_per_episode" : "every_signal",
  };
}
