import { describe, expect, test } from "vitest";
import { buildCandles } from "../market/candle-builder.ts";
import { openingOf, SESSION_RULES } from "../market/session.ts";
import { dayOf, fromIsoDate, startOfDay, toIsoDate } from "../time/day.ts";
import { fromIso, HALF_HOUR_SECONDS } from "../time/instant.ts";
import type { Indicator } from "./indicator.ts";
import { planReads } from "./read-plan.ts";
import { type WorkflowDraft, workflowDraftSchema } from "./workflow.ts";

const TICK = fromIso("2026-11-20T15:01:00Z");

function workflow(
  indicator: Indicator,
  changes: Readonly<Record<string, unknown>> = {},
): WorkflowDraft {
  return workflowDraftSchema.parse({
    name: "w",
    index: "DAX.I",
    cfd: "GER40.I",
    enable: true,
    conditions: [{ indicator, close: { direction: "below", ut: "h1" } }],
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: "lower",
      order_direction: "sell",
      quantity: 1,
    },
    ...changes,
  });
}

const key = (query: { readonly code: string; readonly horizon: string }) =>
  `${query.code} ${query.horizon}`;

describe("a plan of reads", () => {
  test("reads each instrument and horizon once, for the longest history needed", () => {
    const many = (["ma7", "combo", "ma50"] as const).flatMap((name) =>
      Array.from({ length: 100 }, () => workflow({ name, ut: "h1" })),
    );
    const plan = planReads(many, TICK);
    expect(plan.map(key).toSorted()).toEqual(["DAX.I half_hour", "GER40.I half_hour"]);
    const alone = planReads([workflow({ name: "combo", ut: "h1" })], TICK);
    expect(plan).toEqual(alone);
  });

  test.each([
    ["ma50", "h1", 55],
    ["combo", "h1", 750],
    ["ma50", "daily", 55],
    ["combo", "h4", 750],
  ] as const)("reads just enough half-hours for %s on %s", (name, ut, count) => {
    const [query] = planReads([workflow({ name, ut })], TICK);
    // A feed that has only the session: eighteen half-hours a weekday.
    const rule = SESSION_RULES.eu;
    const rows = [];
    for (let day = dayOf(query?.since ?? 0); day <= dayOf(TICK); day += 1) {
      for (let half = 0; half < 18; half += 1) {
        const start = openingOf(rule, day) + half * HALF_HOUR_SECONDS;
        rows.push({ start, open: 1, high: 1, low: 1, close: 1 });
      }
    }
    const built = buildCandles(rows, "eu", ut, TICK).length;
    expect(built).toBeGreaterThanOrEqual(count);
    const candlesADay = { h1: 9, h4: 3, daily: 1 }[ut];
    expect(built).toBeLessThanOrEqual(count * 1.07 + 6 * candlesADay);
    expect(rows.length).toBeLessThanOrEqual(query?.count ?? 0);
  });

  test("reads the forming weekly bar and the half-hours of its week", () => {
    const plan = planReads([workflow({ name: "ma7", ut: "weekly" })], TICK);
    expect(plan.map(key).toSorted()).toEqual([
      "DAX.I half_hour",
      "DAX.I weekly",
      "GER40.I half_hour",
    ]);
    const weekly = plan.find((query) => query.horizon === "weekly");
    expect(weekly).toMatchObject({ forming: true, count: 13 });
    const half = plan.find((query) => query.code === "DAX.I" && query.horizon === "half_hour");
    expect(toIsoDate(dayOf(half?.since ?? 0))).toBe("2026-11-16");
  });

  test("reads daily bars from the first point of a line, to count its trading days", () => {
    const x1 = { x: "2026-11-02", y: 1 };
    const early = { x: "2026-10-01", y: 1 };
    const line = (from: typeof x1) =>
      workflow({ name: "inclined", ut: "h1", x1: from, x2: { x: "2026-11-10", y: 2 } });
    const plan = planReads([line(x1), line(early)], TICK);
    expect(plan.find((query) => query.horizon === "daily")).toEqual({
      code: "DAX.I",
      horizon: "daily",
      before: TICK,
      count: 51,
      since: startOfDay(fromIsoDate("2026-10-01")),
      forming: true,
    });
  });

  test("reads nothing for unit times that cannot be built", () => {
    const plan = planReads([workflow({ name: "ma7", ut: "15m" })], TICK);
    expect(plan.map(key)).toEqual(["GER40.I half_hour"]);
  });

  test("uses the session of the instrument", () => {
    const draft = workflow({ name: "combo", ut: "h1" }, { index: "BTC", cfd: "BTC" });
    const bitcoin = {
      code: "BTC",
      name: "BTC",
      asset_type: "Crypto",
      decimals: 2,
      tick_size: 0.01,
    };
    const [query] = planReads([draft], TICK, () => ({ ...bitcoin, market: "always" }));
    // 750 hours are 32 days where the market never closes.
    expect(dayOf(TICK) - dayOf(query?.since ?? 0)).toBe(33);
  });

  test("of no workflows is empty", () => {
    expect(planReads([], TICK)).toEqual([]);
  });
});
