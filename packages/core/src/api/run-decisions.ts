import * as z from "zod";
import { workflowDecisionSchema } from "../signal/workflows-decided.ts";
import { instantSchema } from "../time/instant.ts";

/** What one run decided of the workflows that were due, those that need attention first. Answer of
 *  `GET /decisions/{tick}`. */
export const runDecisionsSchema = z.object({
  tick: instantSchema,
  /** The name is null when the workflow was deleted since. */
  decisions: z.array(workflowDecisionSchema.extend({ workflow_name: z.string().nullable() })),
  /** All decisions of the run; `decisions` has the first two hundred. */
  total: z.int().nonnegative(),
  as_of: instantSchema,
});
export type RunDecisions = z.infer<typeof runDecisionsSchema>;
