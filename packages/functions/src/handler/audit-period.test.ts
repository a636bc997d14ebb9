import {
  type Candle,
  type CandleQuery,
  MarketError,
  type MarketPort,
} from "@bellwether/core/market";
import { auditSentences, type RunCompleted } from "@bellwether/core/run";
import { type WorkflowDecision } from "@bellwether/core/signal";
import { fromIso, HALF_HOUR_SECONDS, type Instant, tickAfter } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { describe, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { aWorkflow } from "../testing/sample.ts";
import { auditPeriod } from "./audit-period.ts";
import { generateHandler } from "./generate.ts";

const FROM = fromIso("2026-09-16T00:00:00Z");
const TO = fromIso("2026-09-18T22:00:00Z");
/** In the session of Paris, on the second day. */
const FAULT = fromIso("2026-09-17T10:01:00Z");
/** The half-hour that has just ended there. */
const NEWEST = fromIso("2026-09-17T09:30:00Z");

const simulated = simulatedMarket({ seed: 1 });
const ticks = Array.from({ length: 140 }, (_, nth) => tickAfter(FROM) + nth * HALF_HOUR_SECONDS);

/** Every indicator, on two instruments. */
const workflows: readonly Workflow[] = (["ma7", "ma50", "bbb", "bbh", "combo"] as const).flatMap(
  (name, nth) =>
    [
      { index: "DAX.I", cfd: "GER40.I", is_us: false },
      { index: "CAC40.I", cfd: "FRA40.I", is_us: false },
    ].map((instrument, place) =>
      aWorkflow({
        ...instrument,
        id: `00000000-0000-4000-8000-0000000000${nth}${place}`,
        name: `${name} of ${instrument.cfd}`,
        created_at: FROM,
        updated_at: FROM,
        conditions: [
          {
            indicator: { name, ut: nth % 2 === 0 ? "h1" : "h4" },
            close: { direction: nth % 2 === 0 ? "above" : "below", ut: "h1", spread: 60 },
            element: null,
          },
        ],
      }),
    ),
);

type Faults = Readonly<{
  /** The market as a run at a tick sees it. */
  marketAt?: (tick: Instant) => Pick<MarketPort, "readCandles">;
  missed?: readonly Instant[];
}>;

/** The runs of the period, and the audit of them on the market without faults. */
async function audited(
  { marketAt = () => simulated, missed = [] }: Faults,
  now: readonly Workflow[] = workflows,
) {
  const decisions = new Map<Instant, WorkflowDecision[]>();
  const runs: RunCompleted[] = [];
  for (const tick of ticks) {
    if (missed.includes(tick)) continue;
    await generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => workflows.map((value) => ({ kind: "valid", value })),
      readDecisions: async (at) => decisions.get(at) ?? [],
      readPause: async () => ({ paused: false, changed_at: null, by: null }),
      market: { ...simulated, ...marketAt(tick) },
      publish: async (events) => {
        for (const { type, detail } of events) {
          if (type === "RunCompleted") runs.push(detail);
          if (type === "WorkflowsDecided") decisions.set(tick, detail.decisions);
        }
      },
      marketNow: () => tick,
      systemNow: () => 0,
      log: silent,
    })({ tick, execution_context: "schedule:test" });
  }
  const deps = {
    market: simulated,
    readDecisions: async (tick: Instant) => decisions.get(tick) ?? [],
    listRuns: async () => runs.map((value) => ({ kind: "valid", value }) as const),
    log: silent,
  };
  return auditPeriod(deps, now, { from: FROM, to: TO });
}

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const summary = ({ differences }: Awaited<ReturnType<typeof audited>>) =>
  differences.map(({ reason, count }) => [reason, count]);

describe("the audit of a day", () => {
  it("finds every decision equal to its replay while nothing went wrong", async () => {
    const audit = await audited({});
    expect(audit).toMatchObject({ differences: [], failed: 0 });
    expect(audit.compared).toBeGreaterThan(400);
    expect(auditSentences(audit)).toEqual([]);
  });

  /** The half-hours of the DAX as a run at the fault saw them. */
  const atFault = (see: (rows: readonly Candle[]) => readonly Candle[]) => ({
    marketAt: (tick: Instant) => {
      const readCandles = async (query: CandleQuery) => {
        const rows = await simulated.readCandles(query);
        return query.code === "DAX.I" && query.horizon === "half_hour" ? see(rows) : rows;
      };
      return tick === FAULT ? { readCandles } : simulated;
    },
  });

  it.each([
    ["candles came late", (rows) => rows.filter(({ start }) => start !== NEWEST)],
    [
      "candles corrected since",
      (rows) => rows.map((row) => (row.start === NEWEST ? { ...row, close: row.open } : row)),
    ],
  ] satisfies [string, (rows: readonly Candle[]) => readonly Candle[]][])(
    "tells which: %s",
    async (reason, see) => {
      const audit = await audited(atFault(see));
      const [difference, ...others] = audit.differences;
      expect(others).toEqual([]);
      expect(difference?.reason).toBe(reason);
      expect(difference?.examples.every(({ tick }) => tick === FAULT)).toBe(true);
      expect(auditSentences(audit)[0]).toContain(`from the replay: ${reason}`);
    },
  );

  it("finds a candle of the CFD that was corrected, though the level is that of the index", async () => {
    const wrong = async (query: CandleQuery) => {
      const rows = await simulated.readCandles(query);
      if (query.code !== "GER40.I" || query.horizon !== "half_hour") return rows;
      return rows.map((row) => (row.start === NEWEST ? { ...row, close: row.close - 3 } : row));
    };
    const audit = await audited({
      marketAt: (tick) => (tick === FAULT ? { readCandles: wrong } : simulated),
    });
    expect(audit.differences.map(({ reason }) => reason)).toEqual(["candles corrected since"]);
    expect(audit.differences[0]?.examples[0]?.detail).toMatch(/ points away/);
  });

  it("names an outage of the market, and a run that was missed", async () => {
    const down = () => Promise.reject(new MarketError("unavailable", "down", { retryable: true }));
    const next = FAULT + HALF_HOUR_SECONDS;
    const audit = await audited({
      marketAt: (tick) => (tick === FAULT ? { readCandles: down } : simulated),
      missed: [next],
    });
    expect(summary(audit)).toEqual([
      ["no run evaluated it", workflows.length],
      ["could not be evaluated at its run", workflows.length],
    ]);
    expect(audit.differences[1]?.examples[0]?.detail).toMatch(/^skipped \(.+\), now /);
  });

  it("does not blame the market for a workflow that was edited since", async () => {
    const edited = workflows.map((workflow, nth) =>
      nth === 0
        ? {
            ...workflow,
            updated_at: TO,
            conditions: [
              {
                ...workflow.conditions[0],
                indicator: { name: "ma50" as const, ut: "daily" as const },
              },
            ] as Workflow["conditions"],
          }
        : workflow,
    );
    const audit = await audited({}, edited);
    expect(audit.differences.map(({ reason }) => reason)).toEqual(["workflow edited since"]);
    expect(auditSentences(audit)).toEqual([]);
  });
});
