import type { MarketPort } from "@bellwether/core/market";
import { auditSentences, type RunCompleted } from "@bellwether/core/run";
import { DAY_SECONDS, dayOf, type Instant, startOfDay, toIso } from "@bellwether/core/time";
import {
  memoryDecisionStore,
  memoryEpisodeCutStore,
  memoryRunStore,
} from "@bellwether/functions/adapter/memory";
import { auditPeriod, generateHandler } from "@bellwether/functions/handler";
import { beforeAll, describe, expect, it } from "vitest";
import {
  EXPLAINED_BY,
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  faultyMarket,
} from "./market-faults.ts";
import { isRecordingThere, openRecordedQuarter, type RecordedQuarter } from "./recorded-quarter.ts";

const CFD = "GER40.I";
const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Ticks with the fault. A row that completes no candle is not noticed before the next tick. */
const LENGTH: Readonly<Record<FaultKind, number>> = {
  "missed run": 2,
  outage: 3,
  "late feed": 1,
  "late row": 2,
  "row late for hours": 7,
  "late row of the index": 3,
  "corrected rows": 5,
  "corrected row of the CFD": 2,
  "row never given": 1,
};

/** One fault on nine of ten days, each kind in its turn, at another time of the day. */
function faultsOf(ticks: readonly Instant[]): readonly Fault[] {
  const days = [...new Set(ticks.map(dayOf))];
  return days.flatMap((day, nth) => {
    const kind = FAULT_KINDS[nth % (FAULT_KINDS.length + 1)];
    const ofDay = ticks.filter((tick) => dayOf(tick) === day);
    if (kind === undefined) return [];
    // From the second hour on, and with one tick left after it.
    const places = ofDay.length - LENGTH[kind] - 4;
    const first = 3 + ((nth * 5) % places);
    return [{ kind, from: ofDay[first] ?? 0, to: ofDay[first + LENGTH[kind] - 1] ?? 0 }];
  });
}

const isWithin = ({ from, to }: Fault, tick: Instant) => tick >= from && tick <= to;

/** The market of today: what was late is there, what was wrong is right, what never came is missing. */
function marketOfToday(market: MarketPort, faults: readonly Fault[]): MarketPort {
  const neverGiven = faults.filter(({ kind }) => kind === "row never given");
  return neverGiven.reduce<MarketPort>(
    (seen, fault) => ({ ...seen, ...faultyMarket(seen, fault, CFD) }),
    market,
  );
}

/** Runs the quarter with its faults, and gives the audit of a period of it. */
async function faultyQuarter({ market, workflows, ticks }: RecordedQuarter) {
  const faults = faultsOf(ticks);
  const today = marketOfToday(market, faults);
  const decisions = memoryDecisionStore();
  const runs = memoryRunStore(new Map<Instant, RunCompleted>());
  for (const tick of ticks) {
    const fault = faults.find((each) => isWithin(each, tick));
    if (fault?.kind === "missed run") continue;
    const seen = fault === undefined ? today : { ...today, ...faultyMarket(today, fault, CFD) };
    await generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => workflows.map((value) => ({ kind: "valid", value })),
      readDecisions: decisions.read,
      readPause: async () => ({ paused: false, changed_at: null, by: null }),
      market: seen,
      publish: async (events) => {
        for (const { type, detail } of events) {
          if (type === "RunCompleted") await runs.put(detail);
          if (type === "WorkflowsDecided") await decisions.put(detail);
        }
      },
      marketNow: () => tick,
      systemNow: () => 0,
      log,
    })({ tick, execution_context: "schedule:test" });
  }
  const deps = { market: today, readDecisions: decisions.read, listRuns: runs.list, log };
  const audit = (from: Instant, to: Instant) => auditPeriod(deps, workflows, { from, to });
  return { faults, audit };
}

describe.runIf(isRecordingThere)(
  "the audit of the recorded quarter with faults in GOLDEN_DIR",
  { timeout: 300_000 },
  () => {
    let quarter: RecordedQuarter;
    let faults: readonly Fault[];
    let audit: Awaited<ReturnType<typeof faultyQuarter>>["audit"];
    beforeAll(async () => {
      quarter = await openRecordedQuarter();
      ({ faults, audit } = await faultyQuarter(quarter));
    }, 300_000);

    it("explains every difference by the fault of its day, and finds none elsewhere", async () => {
      const unexplained: string[] = [];
      const found = new Map<FaultKind, number>();
      let compared = 0;
      const expectNone = async (from: Instant, to: Instant) => {
        const { differences, ...of } = await audit(from, to);
        compared += of.compared;
        if (differences.length > 0)
          unexplained.push(`${toIso(from)}: ${JSON.stringify(differences)}`);
      };
      const last = quarter.ticks.at(-1) ?? 0;
      for (const day of new Set(quarter.ticks.map(dayOf))) {
        const [start, end] = [startOfDay(day), Math.min(startOfDay(day) + DAY_SECONDS, last)];
        const fault = faults.find(({ from }) => dayOf(from) === day);
        if (fault === undefined) {
          await expectNone(start, end);
          continue;
        }
        await expectNone(start, fault.from - 1);
        await expectNone(fault.to + 1, end);
        const during = await audit(fault.from - 1, fault.to);
        compared += during.compared;
        for (const { reason, count, examples } of during.differences) {
          found.set(fault.kind, (found.get(fault.kind) ?? 0) + count);
          if (reason === EXPLAINED_BY[fault.kind]) continue;
          unexplained.push(`${fault.kind}: ${reason}, ${JSON.stringify(examples[0])}`);
        }
      }
      expect(unexplained).toEqual([]);
      expect(compared).toBe(quarter.ticks.length * quarter.workflows.length);
      // All that a missed run would have decided, and all that an outage kept from being evaluated.
      // The other faults differ where the row is part of a candle that matters.
      expect(Object.fromEntries(found)).toEqual({
        "missed run": 140,
        outage: 195,
        "late feed": 66,
        "late row": 64,
        "row late for hours": 36,
        "late row of the index": 84,
        "corrected rows": 202,
        "corrected row of the CFD": 63,
      });
    });

    it("reports a fault as a problem with its reason", async () => {
      const late = faults.find(({ kind }) => kind === "late row");
      const day = startOfDay(dayOf(late?.from ?? 0));
      const [sentence] = auditSentences(await audit(day, day + DAY_SECONDS));
      expect(sentence).toMatch(
        /^of 190 decisions .+ from the replay: candles came late, first DAX/,
      );
    });
  },
);
