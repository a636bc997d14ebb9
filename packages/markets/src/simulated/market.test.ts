import type { Candle } from "@bellwether/core/market";
import { dayOf, fromIso, toIso, weekdayOf } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { SIMULATED_EPOCH, simulatedMarket } from "./market.ts";

const market = simulatedMarket({ seed: 1 });

function halfHours(code: string, before: string, count: number): Promise<readonly Candle[]> {
  return market.readCandles({ code, horizon: "half_hour", before: fromIso(before), count });
}

/** The first and last half-hour of one day, in UTC. */
async function edgesOf(code: string, day: string): Promise<readonly (string | undefined)[]> {
  const rows = await halfHours(code, `${day}T23:59:59Z`, 60);
  const starts = rows.map(({ start }) => toIso(start)).filter((start) => start.startsWith(day));
  return [starts[0]?.slice(11, 16), starts.at(-1)?.slice(11, 16)];
}

async function lastDayBefore(code: string, day: string): Promise<string | undefined> {
  const before = fromIso(`${day}T00:00:00Z`);
  const [row] = await market.readCandles({ code, horizon: "daily", before, count: 1 });
  return row && toIso(row.start).slice(0, 10);
}

describe("the simulated market", () => {
  it("begins its clock on a Monday before Europe opens", () => {
    expect(weekdayOf(dayOf(SIMULATED_EPOCH))).toBe(0);
    expect(toIso(SIMULATED_EPOCH)).toBe("2026-09-14T06:00:00Z");
  });

  it("has the same prices in every release, because stored orders refer to them", async () => {
    expect(await halfHours("DAX.I", "2026-09-14T09:00:00Z", 2)).toMatchInlineSnapshot(`
      [
        {
          "close": 22685.02,
          "high": 22688.99,
          "low": 22655.45,
          "open": 22657.67,
          "start": 1789372800,
        },
        {
          "close": 22695.8,
          "high": 22695.8,
          "low": 22662.34,
          "open": 22686.17,
          "start": 1789374600,
        },
      ]
    `);
    expect(await halfHours("AAPL:xnas", "2026-09-12T00:00:00Z", 1)).toMatchInlineSnapshot(`
      [
        {
          "close": 242,
          "high": 242,
          "low": 241.1,
          "open": 241.42,
          "start": 1789156800,
        },
      ]
    `);
  });

  it("has other prices for another seed", async () => {
    const query = {
      code: "CAC40.I",
      horizon: "daily",
      before: SIMULATED_EPOCH,
      count: 5,
    } as const;
    const other = await simulatedMarket({ seed: 2 }).readCandles(query);
    expect(other).not.toEqual(await market.readCandles(query));
  });

  it("has the same prices when its history begins later", async () => {
    const query = {
      code: "CAC40.I",
      horizon: "half_hour",
      before: SIMULATED_EPOCH,
      count: 100,
    } as const;
    const later = simulatedMarket({ seed: 1, from: fromIso("2026-01-05T00:00:00Z") });
    expect(await later.readCandles(query)).toEqual(await market.readCandles(query));
  });

  it("follows the exchanges' hours across daylight saving changes", async () => {
    expect(await edgesOf("CAC40.I", "2026-03-27")).toEqual(["08:00", "16:30"]);
    expect(await edgesOf("CAC40.I", "2026-03-30")).toEqual(["07:00", "15:30"]);
    expect(await edgesOf("AAPL:xnas", "2026-03-06")).toEqual(["14:30", "21:00"]);
    expect(await edgesOf("AAPL:xnas", "2026-03-09")).toEqual(["13:30", "20:00"]);
  });

  it("trades CFDs before and after the session", async () => {
    expect(await edgesOf("FRA40.I", "2026-09-15")).toEqual(["06:00", "19:30"]);
    expect(await edgesOf("US500.I", "2026-09-15")).toEqual(["12:00", "20:30"]);
  });

  it("follows half days and holidays", async () => {
    expect(await edgesOf("ACA:xpar", "2026-12-24")).toEqual(["08:00", "13:30"]);
    expect(await edgesOf("AAPL:xnas", "2026-11-27")).toEqual(["14:30", "18:00"]);
    expect(await lastDayBefore("ACA:xpar", "2026-12-26")).toBe("2026-12-24");
    expect(await lastDayBefore("SAP:xetr", "2026-12-25")).toBe("2026-12-23");
    expect(await lastDayBefore("AAPL:xnas", "2026-11-27")).toBe("2026-11-25");
  });

  it("has CFDs that follow their index closely", async () => {
    const index = await halfHours("DAX.I", "2026-09-12T00:00:00Z", 500);
    const cfd = await halfHours("GER40.I", "2026-09-12T00:00:00Z", 900);
    const closes = new Map(cfd.map(({ start, close }) => [start, close]));
    for (const { start, close } of index) {
      expect(Math.abs((closes.get(start) ?? 0) / close - 1)).toBeLessThan(0.001);
    }
  });

  it("has calm and volatile months, trends both ways, and overnight gaps", async () => {
    const days = await market.readCandles({
      code: "DAX.I",
      horizon: "daily",
      before: SIMULATED_EPOCH,
      count: 1_000,
    });
    const moves = days.slice(1).map((day, index) => day.close / (days[index]?.close ?? 1) - 1);
    const months = Array.from({ length: 40 }, (_, month) =>
      moves.slice(month * 25, month * 25 + 24),
    );
    const lively = months.map((month) => Math.sqrt(mean(month.map((move) => move * move))));
    expect(Math.max(...lively)).toBeGreaterThan(2 * Math.min(...lively));
    const trends = months.map((month) => month.reduce((sum, move) => sum + move, 0));
    expect(Math.max(...trends)).toBeGreaterThan(0.04);
    expect(Math.min(...trends)).toBeLessThan(-0.04);
    const gaps = days
      .slice(1)
      .map((day, index) => Math.abs(day.open / (days[index]?.close ?? 1) - 1));
    expect(mean(gaps)).toBeGreaterThan(0.001);
  });

  it("lists its instruments when an unknown one is requested", async () => {
    await expect(market.findInstrument("TSLA:xnas")).rejects.toThrow(
      /no instrument TSLA:xnas; it has DAX\.I, /,
    );
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
