import { randomUUID } from "node:crypto";
import { lastOrderOf } from "@bellwether/core/projection";
import type { EpisodeCut, WorkflowsDecided } from "@bellwether/core/signal";
import type { Workflow } from "@bellwether/core/workflow";
import { projectionStore } from "@bellwether/functions/adapter/dynamodb";
import { anOrder, aWorkflow, TICK } from "@bellwether/functions/testing";
import type { LambdaHost } from "./lambda-host.ts";

/** The decisions of a run, of one workflow that was deleted since. */
export const decidedAt = (tick: number): WorkflowsDecided => ({
  schema: 1,
  tick,
  part: 0,
  parts: 1,
  decisions: [
    {
      workflow_id: randomUUID(),
      outcome: "no_signal",
      reason: null,
      value: null,
      distance_points: 1,
      range_points: null,
      episode: null,
      episode_count: 0,
    },
  ],
});

/** A workflow whose last order belongs to an episode. */
export function anOpenEpisode(): Workflow {
  const id = randomUUID();
  const order = anOrder({ workflow_id: id, episode: TICK, episode_count: 1 });
  return aWorkflow({ id, name: "In an episode", last_order: lastOrderOf(order) });
}

/** The note of such a workflow, which was deleted since. */
export const aNotedCut = (at: number): EpisodeCut => ({
  workflow_id: randomUUID(),
  version: 1,
  at,
  reason: "deleted",
  episode: TICK,
  episode_count: 1,
});

/** Corrupts the sample workflow's projection, so that a rebuild has something to correct. */
export async function forgetLastOrder(host: LambdaHost): Promise<void> {
  const projections = projectionStore(host);
  const current = await projections.read(aWorkflow().id);
  if (current.kind === "gone") throw new Error("the sample workflow is gone");
  await projections.replace(aWorkflow().id, current, { last_order: null, signal_ticks: [] });
}

/** A pair of Saxo's tokens. */
export const tokens = (name: string) => ({
  access_token: `${name}-access`,
  refresh_token: `${name}-refresh`,
});
