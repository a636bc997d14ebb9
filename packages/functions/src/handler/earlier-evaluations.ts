import type { Log } from "@bellwether/core/log";
import { type Instrument, sessionOf, type Traded } from "@bellwether/core/market";
import { STUCK_AFTER_TICKS } from "@bellwether/core/run";
import {
  type EvaluationBefore,
  previousDueTick,
  type ReadDecisions,
  type WorkflowDecision,
} from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";

type Decisions = ReadonlyMap<string, WorkflowDecision>;

/** What the runs before a tick decided. */
export type EarlierEvaluations = Readonly<{
  /** The evaluation before this tick; null when none was due within ten days. */
  before: (workflow: Workflow, instrument?: Instrument) => Promise<EvaluationBefore | null>;
  /** At how many ticks in a row a workflow was due and not evaluated, up to 3. */
  ticksNotEvaluated: (workflow: Workflow, instrument?: Instrument) => Promise<number>;
  /** The newest of the runs that `before` looked at, 0 if none, and whether it evaluated nothing. */
  newest: () => Promise<Readonly<{ tick: Instant; nothing_evaluated: boolean }>>;
}>;

/** Reads each earlier run once, whatever the number of workflows. When it cannot be read, an episode
 *  may begin again, or trouble be announced again, but no signal is lost. */
export function earlierEvaluations(
  { readDecisions, log }: { readonly readDecisions: ReadDecisions; readonly log: Log },
  tick: Instant,
): EarlierEvaluations {
  const ticks = new Map<string, Instant | null>();
  const runs = new Map<Instant, Promise<Decisions>>();
  let newest = 0;

  const tickBefore = (traded: Traded, at: Instant): Instant | null => {
    const key = `${at}.${traded.session}.${traded.code}`;
    const known = ticks.get(key);
    if (known !== undefined) return known;
    const found = previousDueTick(traded, at);
    ticks.set(key, found);
    return found;
  };
  const readRun = async (before: Instant): Promise<Decisions> => {
    try {
      const decisions = await readDecisions(before);
      return new Map(decisions.map((decision) => [decision.workflow_id, decision]));
    } catch (error) {
      log.warn("earlier decisions could not be read", { tick, before, error });
      return new Map();
    }
  };
  const runAt = (before: Instant): Promise<Decisions> => {
    const run = runs.get(before) ?? readRun(before);
    runs.set(before, run);
    return run;
  };
  return {
    before: async (workflow, instrument) => {
      const before = tickBefore(tradedOf(workflow, instrument), tick);
      if (before === null) return null;
      newest = Math.max(newest, before);
      return { tick: before, decision: (await runAt(before)).get(workflow.id) };
    },
    ticksNotEvaluated: async (workflow, instrument) => {
      const traded = tradedOf(workflow, instrument);
      let at: Instant | null = tick;
      for (let count = 0; count < STUCK_AFTER_TICKS; count += 1) {
        at = tickBefore(traded, at);
        if (at === null) return count;
        const decision = (await runAt(at)).get(workflow.id);
        if (decision === undefined || isEvaluated(decision)) return count;
      }
      return STUCK_AFTER_TICKS;
    },
    newest: async () => {
      const decisions = [...((await runs.get(newest))?.values() ?? [])];
      const nothing = decisions.length > 0 && !decisions.some(isEvaluated);
      return { tick: newest, nothing_evaluated: nothing };
    },
  };
}

function tradedOf(workflow: Workflow, instrument?: Instrument): Traded {
  return { session: sessionOf(workflow, instrument), code: workflow.cfd };
}

function isEvaluated({ outcome }: WorkflowDecision): boolean {
  return outcome !== "skipped" && outcome !== "failed";
}
