import { sessionSpan } from "@bellwether/core/market";
import type { WorkflowDecision } from "@bellwether/core/signal";
import { dayOf, type EpochDay, type Instant, toIso } from "@bellwether/core/time";
import { decisiveCondition, type Workflow } from "@bellwether/core/workflow";
import { explainTick, replayWorkflow } from "@bellwether/functions/handler";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { fastTime } from "../end-to-end/fast-time.ts";
import { type Machine, startMachine } from "../end-to-end/machine.ts";
import { isRecordingThere, openRecordedQuarter, type RecordedQuarter } from "./recorded-quarter.ts";

/** Ticks of 20 session days. Decisions are read back before their thirty days are over. */
const TICKS_AT_ONCE = 380;
const TICKS_OF_A_WHOLE_DAY = 19;
const CFD = "GER40.I";

type Stored = Readonly<{ workflow: Workflow; tick: Instant; decision: WorkflowDecision }>;

let quarter: RecordedQuarter;
/** What the runs stored, read back from the database. */
let stored: readonly Stored[];

/** Runs every tick through queues, engine, consumers and database, each until it is stored. */
async function storedDecisions({
  market,
  workflows,
  ticks,
}: RecordedQuarter): Promise<readonly Stored[]> {
  let now = 0;
  const machine = await startMachine({
    endpoint: inject("dynamodbEndpoint"),
    market,
    workflows,
    channels: { configured: [], all: [] },
    time: fastTime(1),
    marketNow: () => now,
  });
  try {
    const found: Stored[] = [];
    for (let first = 0; first < ticks.length; first += TICKS_AT_ONCE) {
      const some = ticks.slice(first, first + TICKS_AT_ONCE);
      for (now of some) {
        await machine.tick(now);
        await machine.quiescent();
      }
      for (const tick of some) found.push(...(await readBack(machine, workflows, tick)));
    }
    return found;
  } finally {
    await machine.stop();
  }
}

async function readBack(
  { stores }: Machine,
  workflows: readonly Workflow[],
  tick: Instant,
): Promise<readonly Stored[]> {
  const decisions = await stores.decisions.read(tick);
  return decisions.map((decision) => {
    const workflow = workflows.find(({ id }) => id === decision.workflow_id);
    if (workflow === undefined) throw new TypeError(`no workflow has the id of a decision`);
    return { workflow, tick, decision };
  });
}

/** What a decision comes to, in one line. The distance is stored in single precision. */
function lineOf({ name }: Workflow, tick: Instant, decided: Compared): string {
  const { outcome, value, distance_points: distance } = decided;
  const away = distance === null ? null : Math.fround(distance);
  return `${name} at ${toIso(tick)}: ${outcome}, value ${value}, distance ${away}`;
}

type Compared = Readonly<{
  outcome: string;
  value: number | null;
  distance_points: number | null;
}>;

/** What the time machine computes for a tick. */
async function explained({ workflow, tick, decision }: Stored) {
  const deps = { market: quarter.market, readDecisions: async () => [decision] };
  const { outcome, explanation, decided } = await explainTick(deps, workflow, tick);
  const value = explanation === null ? null : decisiveCondition(explanation).indicator?.value;
  return {
    outcome,
    value: typeof value === "number" ? value : null,
    distance_points: explanation?.distance_points ?? null,
    differs: decided?.differs,
  };
}

describe.runIf(isRecordingThere)(
  "every decision of the recorded quarter in GOLDEN_DIR",
  { timeout: 300_000 },
  () => {
    beforeAll(async () => {
      quarter = await openRecordedQuarter();
      stored = await storedDecisions(quarter);
    }, 300_000);

    it("is stored: 12,670, of which 11,700 in the sessions of the 65 whole days", () => {
      const { workflows, ticks } = quarter;
      expect([workflows.length, ticks.length]).toEqual([10, 1_267]);
      expect(stored).toHaveLength(12_670);
      const ofDay = new Map<EpochDay, number>();
      for (const tick of ticks) ofDay.set(dayOf(tick), (ofDay.get(dayOf(tick)) ?? 0) + 1);
      const isWhole = (tick: Instant) => ofDay.get(dayOf(tick)) === TICKS_OF_A_WHOLE_DAY;
      // Each day also has a tick after the close, and the recording begins and ends within a session.
      const isOpen = (tick: Instant) => tick < (sessionSpan("eu", CFD, dayOf(tick))?.close ?? 0);
      const inSession = stored.filter(({ tick }) => isWhole(tick) && isOpen(tick));
      expect(inSession).toHaveLength(11_700);
    });

    it("is what the time machine computes for its tick", async () => {
      const different: string[] = [];
      for (const each of stored) {
        const then = lineOf(each.workflow, each.tick, each.decision);
        const { differs, ...today } = await explained(each);
        const now = lineOf(each.workflow, each.tick, today);
        if (then !== now) different.push(`${then}; explained: ${now}`);
        if (differs !== null) different.push(`${then}; said to differ: ${differs}`);
      }
      expect(different).toEqual([]);
    });

    it("equals the replay of its workflow, the episode included", async () => {
      const { market, ticks } = quarter;
      const period = { from: (ticks[0] ?? 0) - 1, to: ticks.at(-1) ?? 0 };
      const lines: string[] = [];
      const onDecision = (workflow: Workflow) => (tick: Instant, decision: WorkflowDecision) =>
        void lines.push(withEpisode(workflow, tick, decision));
      for (const workflow of quarter.workflows) {
        await replayWorkflow({ market, onDecision: onDecision(workflow) }, workflow, period);
      }
      const then = stored.map(({ workflow, tick, decision }) =>
        withEpisode(workflow, tick, decision),
      );
      expect(sorted(then)).toEqual(sorted(lines));
    });

    it("was evaluated, except where the recording has too little history", () => {
      const undecided = stored.flatMap(({ decision: { outcome, reason } }) =>
        outcome === "signal" || outcome === "no_signal" ? [] : [`${outcome}: ${reason}`],
      );
      const count = (text: string) => undecided.filter((each) => each === text).length;
      expect(Object.fromEntries(undecided.map((text) => [text, count(text)]))).toEqual({
        "skipped: no candles": 16,
        "skipped: not enough candles": 247,
        // The line begins on 19 April.
        "skipped: line without open days": 299,
      });
    });
  },
);

function withEpisode(workflow: Workflow, tick: Instant, decision: WorkflowDecision): string {
  const { reason, episode, episode_count } = decision;
  return `${lineOf(workflow, tick, decision)}, ${reason}, episode ${episode} ${episode_count}`;
}

function sorted(lines: readonly string[]): readonly string[] {
  return lines.toSorted((one, other) => (one < other ? -1 : 1));
}
