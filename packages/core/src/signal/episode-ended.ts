import * as z from "zod";
import { type Instant, instantSchema } from "../time/instant.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { Episode, EvaluationBefore } from "./episode.ts";

export const EPISODE_ENDED = "EpisodeEnded";

/** The condition of a workflow stopped holding, or the workflow is no longer evaluated. Detail of the
 *  `EpisodeEnded` event. */
export const episodeEndedSchema = z.object({
  schema: z.literal(1),
  workflow_id: z.uuid(),
  /** The first tick of the episode. */
  episode: instantSchema,
  /** Its signals. */
  episode_count: z.int().nonnegative(),
  /** The first tick at which it did not hold. */
  tick: instantSchema,
});
export type EpisodeEnded = Readonly<z.infer<typeof episodeEndedSchema>>;

/** The end of the episode that ran before a tick, if `after`, the episode that runs since, is
 *  another one or null.
 *
 *  If the decision before has not arrived, the episode is that of the projected last order. Its end
 *  may then be reported a second time, which changes nothing. */
export function episodeEnded(
  workflow: Pick<Workflow, "id" | "last_order">,
  before: EvaluationBefore | null,
  after: Episode | null,
  tick: Instant,
): EpisodeEnded | null {
  if (before === null) return null;
  const { episode, episode_count } = before.decision ?? workflow.last_order ?? {};
  if (episode === undefined || episode === null || episode === after?.start) return null;
  return {
    schema: 1,
    workflow_id: workflow.id,
    episode,
    episode_count: episode_count ?? 0,
    tick,
  };
}
