import type { Candle, CandleQuery, MarketPort } from "@bellwether/core/market";
import { fromIso, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { alwaysSignals } from "../testing/always.ts";
import { explainWorkflow } from "./explain-workflow.ts";
import { replayWorkflow } from "./replay-workflow.ts";

const instrument = {
  name: "x",
  asset_type: "StockIndex",
  decimals: 2,
  tick_size: 0.01,
  market: "eu",
} as const;

const rowAt = (start: Instant): Candle => ({ start, open: 99, high: 101, low: 98, close: 100 });

type Market = Pick<MarketPort, "readCandles" | "findInstrument">;

/** Half-hours of the Paris session of some days, as far as `has` says that they are there. */
function feed(days: readonly string[], has: (start: Instant) => boolean = () => true): Market {
  const rows = days
    .flatMap((day) => Array.from({ length: 18 }, (_, n) => fromIso(`${day}T08:00:00Z`) + n * 1_800))
    .filter(has)
    .map(rowAt);
  return {
    findInstrument: async (code) => ({ ...instrument, code }),
    readCandles: async ({ before, count, forming }: CandleQuery) =>
      rows
        .filter(({ start }) => start + (forming === true ? 1 : HALF_HOUR_SECONDS) <= before)
        .slice(-count),
  };
}

const workflow = alwaysSignals("Always");
const at = async (market: Market, tick: string) => {
  const { outcome, reason, detail } = await explainWorkflow({ market }, workflow, fromIso(tick));
  return { outcome, reason, detail };
};

const DAYS = ["2026-11-19", "2026-11-20", "2026-11-23"];

describe("a candle that is older than the session allows", () => {
  it("is not used while the feed is frozen, and the reason has its time", async () => {
    const frozen = feed(DAYS, (start) => start < fromIso("2026-11-23T11:00:00Z"));
    expect(await at(frozen, "2026-11-23T11:01:00Z")).toMatchObject({ outcome: "signal" });
    expect(await at(frozen, "2026-11-23T14:31:00Z")).toEqual({
      outcome: "skipped",
      reason: "no fresh candle",
      detail:
        "the newest half-hour of DAX.I is of 2026-11-23T10:30:00Z, and that of 2026-11-23T14:00:00Z is due",
    });
  });

  it("is not used when the half-hour that has just ended is late", async () => {
    const late = feed(DAYS, (start) => start < fromIso("2026-11-23T09:30:00Z"));
    expect(await at(late, "2026-11-23T10:01:00Z")).toMatchObject({ reason: "no fresh candle" });
  });

  it("is used when the last half-hour had no trades and the next one is forming", async () => {
    const thin = feed(DAYS, (start) => start !== fromIso("2026-11-23T09:30:00Z"));
    expect(await at(thin, "2026-11-23T10:01:00Z")).toMatchObject({ outcome: "signal" });
  });

  it("is used at the first tick of a session, when it is yesterday's", async () => {
    expect(await at(feed(DAYS), "2026-11-23T08:01:00Z")).toMatchObject({ outcome: "signal" });
    const missing = feed(DAYS, (start) => start < fromIso("2026-11-20T11:00:00Z"));
    expect(await at(missing, "2026-11-23T08:01:00Z")).toMatchObject({ reason: "no fresh candle" });
  });

  it("is not used on a holiday that the calendars do not have", async () => {
    const market = feed(["2026-11-18", "2026-11-19"]);
    expect(await at(market, "2026-11-20T10:01:00Z")).toMatchObject({ reason: "no fresh candle" });
  });

  it("is not used in a replay either", async () => {
    const frozen = feed(DAYS, (start) => start < fromIso("2026-11-23T11:00:00Z"));
    const span = { from: fromIso("2026-11-23T08:00:00Z"), to: fromIso("2026-11-23T18:00:00Z") };
    const replay = await replayWorkflow({ market: frozen }, workflow, span);
    expect(replay.signals.at(-1)?.placed_at).toBe(fromIso("2026-11-23T11:01:00Z"));
    expect(replay.skipped["no fresh candle"]).toBe(12);
  });
});
