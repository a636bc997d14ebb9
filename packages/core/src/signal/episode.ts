import type { Session } from "../market/instrument.ts";
import { isTickDue } from "../market/session.ts";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant } from "../time/instant.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { WorkflowDecision } from "./workflows-decided.ts";

/** A run of consecutive evaluations of one workflow, in the session's own order, in which its
 *  condition holds in one direction and version. */
export type Episode = Readonly<{
  /** The tick that began it. */
  start: Instant;
  /** Signals of the episode so far. */
  count: number;
}>;

/** The longest a session stays closed: a holiday beside a weekend, and some to spare. */
const LONGEST_CLOSURE_SECONDS = 10 * DAY_SECONDS;

/** The tick before `tick` at which an instrument was due; null when there is none within ten days. */
export function previousDueTick(
  instrument: { readonly market: Session; readonly code: string },
  tick: Instant,
): Instant | null {
  const oldest = tick - LONGEST_CLOSURE_SECONDS;
  for (let before = tick - HALF_HOUR_SECONDS; before >= oldest; before -= HALF_HOUR_SECONDS) {
    if (isTickDue(instrument, before)) return before;
  }
  return null;
}

/** What is known of the evaluation before. `decision` is undefined while it has not arrived. */
export type EvaluationBefore = Readonly<{
  tick: Instant;
  decision: WorkflowDecision | undefined;
}>;

/** The episode that an evaluation continues; null when it can only begin one.
 *
 *  It continues what the decision of the evaluation before says, unless the workflow was edited
 *  since. An evaluation that could not be made neither ends nor extends an episode. While that
 *  decision has not arrived, the projected last order tells, if it is of the evaluation before: a
 *  projection that is late can at worst begin an episode anew. */
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
