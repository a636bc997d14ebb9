import * as z from "zod";
import { type Instant, instantSchema } from "../time/instant.ts";
import { isActive } from "../workflow/evaluate.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type EpisodeEnded, endReasonSchema } from "./episode-ended.ts";
import type { WorkflowDecision } from "./workflows-decided.ts";

/** The note that a workflow was deleted or deactivated while an episode may have been running. It is
 *  kept until a run has published the end of the episode. */
export const episodeCutSchema = z.object({
  workflow_id: z.uuid(),
  /** The version that is deleted or replaced. */
  version: z.int().positive(),
  /** When. */
  at: instantSchema,
  reason: endReasonSchema.exclude(["edited"]),
  /** The episode of the last order; null without an order that names one. */
  episode: instantSchema.nullable(),
  /** Its signals. */
  episode_count: z.int().nonnegative(),
});
export type EpisodeCut = Readonly<z.infer<typeof episodeCutSchema>>;

/** Notes that no run has handled yet. Every promise rejects with `StoreError`. */
export type EpisodeCutStore = Readonly<{
  /** Replaces the note of the same workflow and instant. */
  put: (cut: EpisodeCut) => Promise<void>;
  /** Notes that cannot be read are left out. */
  list: () => Promise<readonly EpisodeCut[]>;
  remove: (cut: EpisodeCut) => Promise<void>;
}>;

/** The note for a workflow that is about to be deleted, with `draft` null, or replaced by a draft;
 *  null if it stays active, or was inactive before an edit. */
export function episodeCut(
  workflow: Pick<Workflow, "id" | "version" | "last_order" | "enable" | "end_date">,
  draft: Pick<Workflow, "enable" | "end_date"> | null,
  at: Instant,
): EpisodeCut | null {
  if (draft !== null && (isActive(draft, at) || !isActive(workflow, at))) return null;
  const reason = draft === null ? "deleted" : draft.enable ? "expired" : "disabled";
  const { episode = null, episode_count = 1 } = workflow.last_order ?? {};
  return {
    workflow_id: workflow.id,
    version: workflow.version,
    at,
    reason,
    episode,
    episode_count: episode === null ? 0 : episode_count,
  };
}

/** The ends to publish for a note: that of the episode that it names, and that of the episode in the
 *  workflow's last decision before the note, because the last order may not have been projected then.
 *  Ends that were published before change nothing. */
export function endsOfCut(
  { workflow_id, at, reason, episode: noted, episode_count: count }: EpisodeCut,
  decision?: Pick<WorkflowDecision, "episode" | "episode_count">,
): readonly EpisodeEnded[] {
  const episodes = [{ episode: noted, episode_count: count }];
  if (decision !== undefined && decision.episode !== noted) episodes.push(decision);
  return episodes.flatMap(({ episode, episode_count }) =>
    episode === null
      ? []
      : [{ schema: 1 as const, workflow_id, episode, episode_count, tick: at, reason }],
  );
}
