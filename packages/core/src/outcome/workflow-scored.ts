import * as z from "zod";
import { type Score, scoreSchema } from "./score.ts";

export const WORKFLOW_SCORED = "WorkflowScored";

/** The score of one workflow's rule. Detail of the `WorkflowScored` event. */
export const workflowScoredSchema = z.object({
  schema: z.literal(1),
  workflow_id: z.uuid(),
  score: scoreSchema,
});
export type WorkflowScored = Readonly<z.infer<typeof workflowScoredSchema>>;

/** Writes the score to its workflow, if the workflow exists and has no score or an older one.
 *  Rejects with `StoreError`. */
export type PutScore = (workflowId: string, score: Score) => Promise<"written" | "unchanged">;
