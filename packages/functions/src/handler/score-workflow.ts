import { type Score, scoreOf } from "@bellwether/core/outcome";
import type { Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { orderOutcomes } from "./order-outcomes.ts";
import { type ReplayDeps, replayWorkflow } from "./replay-workflow.ts";

/** The days that a stored score covers. */
export const SCORED_DAYS = 30;

/** The score of a workflow's current rule over a period. The rule is replayed on the market's candles,
 *  so a score exists from the first day. A disabled workflow is scored as if it were enabled. Rejects
 *  with `MarketError`. */
export async function scoreWorkflow(
  deps: ReplayDeps,
  workflow: Workflow,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Promise<Score> {
  const subject = { ...workflow, enable: true, end_date: null };
  const { signals } = await replayWorkflow(deps, subject, { from, to });
  const outcomes = await orderOutcomes(deps.market, signals, to);
  const { version: workflow_version } = workflow;
  return scoreOf(outcomes, { workflow_version, scored_from: from, scored_to: to });
}
