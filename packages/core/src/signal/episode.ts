import type { Session } from "../market/instrument.ts";
import { isTickDue } from "../market/session.ts";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant } from "../time/instant.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { WorkflowDecision } from "./workflows-decided.ts";

/** A run of consecutive evaluations of one workflow, at the ticks of its session, in which its
 *  condition holds in one direction and version. */
export type Episode = Readonly<{
  /** The tick of its first evaluation. */
  start: Instant;
  /** The number of signals in the episode so far. */
  count: number;
}>;

/** The longest time a session stays closed: a holiday next to a weekend, plus a margin. */
const LONGEST_CLOSURE_SECONDS = 10 * DAY_SECONDS;

/** The previous tick at which an instrument was due; null if there is none within ten days. */
export function previousDueTick(
  instrument: { readonly session: Session; readonly code: string },
  tick: Instant,
): Instant | null {
  const oldest = tick - LONGEST_CLOSURE_SECONDS;
  for (let before = tick - HALF_HOUR_SECONDS; before >= oldest; before -= HALF_HOUR_SECONDS) {
    if (isTickDue(instrument, before)) return before;
  }
  return null;
}

/** The previous evaluation. `decision` is undefined if it has not arrived yet. */
export type EvaluationBefore = Readonly<{
  tick: Instant;
  decision: WorkflowDecision | undefined;
}>;

/** The episode that an evaluation continues; null if there is none to continue.
 *
 *  It is the episode of the previous decision, unless the workflow was edited since. A failed
 *  evaluation neither ends nor extends an episode. If the previous decision has not arrived, the
 *  projected last order is used, provided it is from the previous evaluation. A late projection can
 *  at worst start a new episode. */
export function episodeBefore(
  workflow: Pick<Workflow, "version" | "updated_at" | "last_order" | "dry_run" | "trigger">,
  before: EvaluationBefore | null,
): Episode | null {
  if (before === null || workflow.updated_at > before.tick) return null;
  const { decision } = before;
  if (decision !== undefined) {
    const { episode, episode_count } = decision;
    return episode === null ? null : { start: episode, count: episode_count };
  }
  const last = workflow.last_order;
  if (last === undefined || last.placed_at !== before.tick) return null;
  if (last.workflow_version !== workflow.version) return null;
  return { start: last.episode ?? last.placed_at, count: last.episode_count ?? 1 };
}
