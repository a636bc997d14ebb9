import * as z from "zod";
import { WORKFLOW_SCORED, workflowScoredSchema } from "../outcome/workflow-scored.ts";
import { DAY_SUMMARIZED, daySummarySchema } from "../run/day-summary.ts";
import { PAUSE_CHANGED, pauseChangedSchema } from "../run/pause-changed.ts";
import { RUN_COMPLETED, runCompletedSchema } from "../run/run-completed.ts";
import { RUN_MISSED, runMissedSchema } from "../run/run-missed.ts";
import { TROUBLE_CHANGED, troubleChangedSchema } from "../run/trouble.ts";
import { EPISODE_ENDED, episodeEndedSchema } from "../signal/episode-ended.ts";
import { ENGINE_SOURCE, ORDER_SIGNAL, orderSignalSchema } from "../signal/order-signal.ts";
import { rangeSchema } from "../signal/range.ts";
import { WORKFLOWS_DECIDED, workflowsDecidedSchema } from "../signal/workflows-decided.ts";
import { instantSchema, isoInstantSchema } from "../time/instant.ts";
import type { DomainEvent } from "./publish.ts";

/** The part of an EventBridge event that consumers read. Other fields are ignored. */
const envelopeSchema = z.discriminatedUnion("detail-type", [
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(ORDER_SIGNAL),
    detail: orderSignalSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(EPISODE_ENDED),
    detail: episodeEndedSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(WORKFLOWS_DECIDED),
    detail: workflowsDecidedSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(RUN_COMPLETED),
    detail: runCompletedSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(WORKFLOW_SCORED),
    detail: workflowScoredSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(DAY_SUMMARIZED),
    detail: daySummarySchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(RUN_MISSED),
    detail: runMissedSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(TROUBLE_CHANGED),
    detail: troubleChangedSchema,
  }),
  z.object({
    source: z.literal(ENGINE_SOURCE),
    "detail-type": z.literal(PAUSE_CHANGED),
    detail: pauseChangedSchema,
  }),
]);

/** A message that no retry can process. `message` names the field and the reason. */
export class PoisonMessageError extends Error {
  readonly code = "poison-message";
  readonly retryable = false;
  constructor(reason: string, options?: { cause?: unknown }) {
    super(reason, options);
    this.name = "PoisonMessageError";
  }
}

/** Parses the EventBridge envelope that a rule sent to a queue. Throws `PoisonMessageError`, naming
 *  the field, if it is invalid. */
export function parseEnvelope(body: string): DomainEvent {
  const parsed = envelopeSchema.safeParse(messageJson(body));
  if (!parsed.success) throw new PoisonMessageError(explain(parsed.error));
  const { data } = parsed;
  switch (data["detail-type"]) {
    case ORDER_SIGNAL:
      return { type: "OrderSignal", detail: data.detail };
    case EPISODE_ENDED:
      return { type: "EpisodeEnded", detail: data.detail };
    case WORKFLOWS_DECIDED:
      return { type: "WorkflowsDecided", detail: data.detail };
    case WORKFLOW_SCORED:
      return { type: "WorkflowScored", detail: data.detail };
    case RUN_COMPLETED:
      return { type: "RunCompleted", detail: data.detail };
    case DAY_SUMMARIZED:
      return { type: "DaySummarized", detail: data.detail };
    case RUN_MISSED:
      return { type: "RunMissed", detail: data.detail };
    case TROUBLE_CHANGED:
      return { type: "TroubleChanged", detail: data.detail };
    case PAUSE_CHANGED:
      return { type: "PauseChanged", detail: data.detail };
  }
}

/** The JSON of a message. Throws `PoisonMessageError` if it is not valid JSON. */
export function messageJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PoisonMessageError("the message is not JSON", { cause });
  }
}

/** One sentence per problem: the field and the reason. */
export function explain(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.map(String).join(".") || "(whole)"}: ${issue.message}`)
    .join("; ");
}

/** The scheduler's input to the engine: the tick of this run. */
export const scheduledRunSchema = z.object({
  tick: z.union([instantSchema, isoInstantSchema]),
  execution_context: z.string().min(1).max(200).default("schedule:default"),
  /** Evaluates only this workflow. */
  workflow_id: z.uuid().optional(),
  /** Evaluates only the workflows of this range: other engines evaluate the other ones. */
  range: rangeSchema.optional(),
});
export type ScheduledRun = z.input<typeof scheduledRunSchema>;
