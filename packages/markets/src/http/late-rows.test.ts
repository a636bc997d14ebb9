import { type Candle, MarketError, type ReadCandles } from "@bellwether/core/market";
import { fromIso, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { describe, expect, it } from "vitest";
import { awaitingLateRows } from "./late-rows.ts";
import { testDeps } from "./test-deps.ts";

const TICK = fromIso("2026-09-16T10:01:00Z");
const DAX = { code: "DAX.I", session: "eu" } as const;

const rowAt = (start: Instant): Candle => ({ start, open: 1, high: 1, low: 1, close: 1 });

/** A feed that publishes a row `lateSeconds` after its end, and returns the forming row only if
 *  `showsForming`. */
function feed(options: { lateSeconds: number; showsForming?: boolean; missing?: Instant }) {
  const deps = testDeps({ nowMs: TICK * 1_000 });
  const asked: boolean[] = [];
  const read: ReadCandles = async ({ before, count, forming = false }) => {
    asked.push(forming);
    const now = deps.systemNow() / 1_000;
    const rows: Candle[] = [];
    for (let start = TICK - 60 - 20 * HALF_HOUR_SECONDS; start < before; start += 1_800) {
      const end = start + HALF_HOUR_SECONDS;
      if (start === options.missing) continue;
      const isForming = end > TICK && forming && options.showsForming === true;
      if (isForming || (end <= TICK && end + options.lateSeconds <= now)) rows.push(rowAt(start));
    }
    return rows.slice(-count);
  };
  return { deps, asked, read: awaitingLateRows(read, deps, async () => DAX) };
}

const QUERY = { code: "DAX.I", horizon: "half_hour", before: TICK, count: 2 } as const;
const ENDED = TICK - 60 - HALF_HOUR_SECONDS;

describe("a half-hour that is published late", () => {
  it("is awaited, so that an hour does not close without it", async () => {
    const { read, deps } = feed({ lateSeconds: 120 });
    expect((await read(QUERY)).at(-1)?.start).toBe(ENDED);
    expect(deps.slept.reduce((sum, each) => sum + each, 0)).toBe(60_000);
  });

  it("is awaited for two minutes at most, after which the older rows are returned", async () => {
    const { read, deps } = feed({ lateSeconds: 600 });
    expect((await read(QUERY)).at(-1)?.start).toBe(ENDED - HALF_HOUR_SECONDS);
    expect(deps.slept.reduce((sum, each) => sum + each, 0)).toBe(120_000);
  });

  it("is awaited for two minutes also when the clock is set back meanwhile", async () => {
    const { deps } = feed({ lateSeconds: 600 });
    const still = { ...deps, systemNow: () => TICK * 1_000 };
    expect(
      await awaitingLateRows(
        async () => [],
        still,
        async () => DAX,
      )(QUERY),
    ).toEqual([]);
    expect(deps.slept.reduce((sum, each) => sum + each, 0)).toBe(120_000);
  });

  it("is not awaited when the next one is forming, because it had no trades", async () => {
    const { read, deps } = feed({ lateSeconds: 0, showsForming: true, missing: ENDED });
    expect((await read(QUERY)).at(-1)?.start).toBe(ENDED - HALF_HOUR_SECONDS);
    expect(deps.slept).toEqual([]);
  });

  it("needs no second request when it is available", async () => {
    const { read, asked } = feed({ lateSeconds: 5 });
    await read(QUERY);
    expect(asked).toEqual([false]);
  });

  it.each([
    ["on a holiday", fromIso("2026-12-25T10:01:00Z")],
    ["at night", fromIso("2026-09-16T21:01:00Z")],
  ])("is not expected %s", async (_, before) => {
    const deps = testDeps({ nowMs: before * 1_000 });
    const read = awaitingLateRows(
      async () => [rowAt(TICK)],
      deps,
      async () => DAX,
    );
    await read({ ...QUERY, before });
    expect(deps.slept).toEqual([]);
  });

  it("is not awaited for a time in the past, as in a replay or recording", async () => {
    const deps = testDeps({ nowMs: (TICK + 86_400) * 1_000 });
    const read = awaitingLateRows(
      async () => [rowAt(ENDED - 3_600)],
      deps,
      async () => DAX,
    );
    await read(QUERY);
    expect(deps.slept).toEqual([]);
  });

  it("is awaited too when the market reports it by an error", async () => {
    const deps = testDeps({ nowMs: TICK * 1_000 });
    let asked = 0;
    const stale = new MarketError("no-fresh-candle", "none yet", { retryable: true });
    const read = awaitingLateRows(
      async ({ forming }) => {
        if (forming === true) return [];
        asked += 1;
        if (asked < 3) throw stale;
        return [rowAt(ENDED)];
      },
      deps,
      async () => ({ code: "BTCUSDT", session: "always" }),
    );
    expect(await read(QUERY)).toEqual([rowAt(ENDED)]);
  });
});
