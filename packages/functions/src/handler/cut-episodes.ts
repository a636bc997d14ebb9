import type { Publish } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import {
  type EpisodeCut,
  type EpisodeCutStore,
  type EpisodeEnded,
  endsOfCut,
  type ReadDecisions,
  type WorkflowDecision,
} from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import { DAY_SECONDS, type Instant, tickAtOrBefore } from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";

export type CutEpisodesDeps = Readonly<{
  episodeCuts: Pick<EpisodeCutStore, "list" | "remove">;
  scanWorkflows: ScanWorkflows;
  readDecisions: ReadDecisions;
  publish: Publish;
  log: Log;
}>;

/** Publishes the ends of the episodes of workflows that were deleted or deactivated before a tick, and
 *  removes their notes. An end has the same identity each time, so each channel shows it once. Never
 *  rejects: the next run handles what is left. */
export async function endCutEpisodes(deps: CutEpisodesDeps, tick: Instant): Promise<void> {
  try {
    const noted = await deps.episodeCuts.list();
    const cuts = noted.filter(({ at }) => at < tick);
    if (cuts.length > 0) await endAll(deps, cuts, tick);
  } catch (error) {
    deps.log.warn("ends of episodes are left to the next run", { tick, error });
  }
}

async function endAll(
  deps: CutEpisodesDeps,
  cuts: readonly EpisodeCut[],
  tick: Instant,
): Promise<void> {
  const stored = workflowsById(await deps.scanWorkflows());
  const ends: EpisodeEnded[] = [];
  const decisionOf = decisionReader(deps.readDecisions);
  for (const cut of cuts) {
    const isDone = stateOf(cut, stored.get(cut.workflow_id), tick) === "done";
    if (isDone) ends.push(...endsOfCut(cut, await decisionOf(cut)));
  }
  if (ends.length > 0) {
    await deps.publish(ends.map((detail) => ({ type: "EpisodeEnded", detail })));
  }
  for (const cut of cuts) {
    const isOpen = stateOf(cut, stored.get(cut.workflow_id), tick) === "open";
    if (!isOpen || cut.at < tick - DAY_SECONDS) await deps.episodeCuts.remove(cut);
  }
}

/** Whether the write of a note has been done. `open`: it is still under way, or never happens.
 *  `refused`: another write was first, after which the engine reports the end itself, or the workflow
 *  was deleted later, of which there is another note. */
function stateOf(
  { reason, version }: EpisodeCut,
  stored: Stored<Workflow> | undefined,
  tick: Instant,
): "done" | "open" | "refused" {
  if (stored === undefined) return reason === "deleted" ? "done" : "refused";
  // Nothing evaluates a damaged one.
  if (stored.kind === "broken") return "done";
  const { value: workflow } = stored;
  if (workflow.version === version) return "open";
  if (reason === "deleted") return "refused";
  const isNext = workflow.version === version + 1;
  return isNext && isActive(workflow, tick) ? "refused" : "done";
}

function workflowsById(all: readonly Stored<Workflow>[]): ReadonlyMap<string, Stored<Workflow>> {
  return new Map(all.map((each) => [each.kind === "valid" ? each.value.id : each.id, each]));
}

/** The decision of a noted workflow at the tick before its note, each run read once. */
function decisionReader(readDecisions: ReadDecisions) {
  const runs = new Map<Instant, ReturnType<ReadDecisions>>();
  return async ({ workflow_id, at }: EpisodeCut): Promise<WorkflowDecision | undefined> => {
    const before = tickAtOrBefore(at);
    const run = runs.get(before) ?? readDecisions(before);
    runs.set(before, run);
    return (await run).find((decision) => decision.workflow_id === workflow_id);
  };
}
