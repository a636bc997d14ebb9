import * as z from "zod";
import { epochMsSchema, instantSchema } from "../time/instant.ts";
import { troubleSchema } from "./trouble.ts";

export const RUN_COMPLETED = "RunCompleted";

/** The reason for which a workflow whose stored item cannot be read is skipped. */
export const BROKEN_WORKFLOW = "broken workflow";

/** Examples stored per reason. */
export const MAX_REASON_EXAMPLES = 20;

const runReasonSchema = z.object({
  outcome: z.enum(["skipped", "failed"]),
  reason: z.string(),
  count: z.int().positive(),
  examples: z
    .array(z.object({ workflow_id: z.string(), workflow_name: z.string(), detail: z.string() }))
    .max(MAX_REASON_EXAMPLES),
});
export type RunReason = z.infer<typeof runReasonSchema>;

/** The result of one run. Detail of the `RunCompleted` event. */
export const runCompletedSchema = z.object({
  schema: z.literal(1),
  tick: instantSchema,
  /** Workflows whose condition was evaluated, with or without a signal. */
  evaluated: z.int().nonnegative(),
  signalled: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  reasons: z.array(runReasonSchema),
  duration_ms: z.number().nonnegative(),
  /** When the evaluation began. Absent in runs of earlier versions. */
  started_at_ms: epochMsSchema.optional(),
  /** The engine was paused: the tick is recorded, but nothing was evaluated. */
  paused: z.literal(true).optional(),
  /** What prevents workflows from being evaluated; absent if nothing does. */
  trouble: troubleSchema.optional(),
  execution_context: z.string().min(1),
});
export type RunCompleted = Readonly<z.infer<typeof runCompletedSchema>>;
