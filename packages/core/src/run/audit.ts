import * as z from "zod";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import { type Instant, instantSchema } from "../time/instant.ts";

/** Why a decision differs from its replay. */
const DIFFERENCE_REASONS = [
  "no run evaluated it",
  "could not be evaluated at its run",
  "workflow edited since",
  "candles came late or were corrected since",
] as const;
export type DifferenceReason = (typeof DIFFERENCE_REASONS)[number];

/** Differences named in an audit; the others are only counted. */
const MAX_EXAMPLES = 5;

const differenceSchema = z.object({
  workflow_id: z.string(),
  workflow_name: z.string(),
  tick: instantSchema,
  detail: z.string(),
});

/** What was decided over a day, compared with the replay of the day on the candles of today. */
export const auditSchema = z.object({
  schema: z.literal(1),
  from: instantSchema,
  to: instantSchema,
  /** Decisions that were compared. */
  compared: z.int().nonnegative(),
  differences: z.array(
    z.object({
      reason: z.enum(DIFFERENCE_REASONS),
      count: z.int().positive(),
      examples: z.array(differenceSchema).max(MAX_EXAMPLES),
    }),
  ),
  /** Workflows that could not be replayed. */
  failed: z.int().nonnegative(),
});
export type Audit = Readonly<z.infer<typeof auditSchema>>;
export type Difference = Readonly<z.infer<typeof differenceSchema>>;

/** The newest audit. Every promise rejects with `StoreError`. */
export type AuditStore = Readonly<{
  read: () => Promise<Audit | null>;
  write: (audit: Audit) => Promise<void>;
}>;

/** Why what a run decided is not what the replay of its tick comes to; null if it is. A replay begins
 *  without earlier orders and episodes, so it never holds a signal back. */
export function differenceOf(
  workflow: Readonly<{ updated_at: Instant }>,
  tick: Instant,
  decided: WorkflowDecision | undefined,
  replayed: WorkflowDecision,
): Readonly<{ reason: DifferenceReason; detail: string }> | null {
  if (decided !== undefined && isSame(decided, replayed)) return null;
  const detail = `${textOf(decided)}, now ${textOf(replayed)}`;
  if (workflow.updated_at > tick) return { reason: "workflow edited since", detail };
  if (decided === undefined) return { reason: "no run evaluated it", detail };
  const isUndecided = decided.outcome === "skipped" || decided.outcome === "failed";
  if (isUndecided && decided.reason !== replayed.reason) {
    return { reason: "could not be evaluated at its run", detail };
  }
  return { reason: "candles came late or were corrected since", detail };
}

function isSame(decided: WorkflowDecision, replayed: WorkflowDecision): boolean {
  return outcomeOf(decided) === outcomeOf(replayed) && decided.value === replayed.value;
}

function outcomeOf({ outcome }: WorkflowDecision): WorkflowDecision["outcome"] {
  return outcome === "held_back" ? "signal" : outcome;
}

function textOf(decision: WorkflowDecision | undefined): string {
  if (decision === undefined) return "nothing was decided";
  const { outcome, reason, value } = decision;
  const words = outcomeOf(decision).replace("_", " ");
  if (outcome === "skipped" || outcome === "failed") return `${words} (${reason ?? "no reason"})`;
  return value === null ? words : `${words} at ${value}`;
}

/** Differences by their reason, with the first examples of each. */
export function differencesByReason(
  found: readonly (Difference & { readonly reason: DifferenceReason })[],
): Audit["differences"] {
  return DIFFERENCE_REASONS.flatMap((reason) => {
    const own = found.filter((each) => each.reason === reason);
    if (own.length === 0) return [];
    const examples = own
      .slice(0, MAX_EXAMPLES)
      .map(({ reason: _reason, ...difference }) => difference);
    return [{ reason, count: own.length, examples }];
  });
}

/** What a status says of an audit. An edited workflow is no problem: its old decisions were right. */
export function auditSentences(audit: Audit | null): readonly string[] {
  if (audit === null) return [];
  return audit.differences
    .filter(({ reason }) => reason !== "workflow edited since")
    .map(({ reason, count, examples: [first] }) => {
      const decisions = count === 1 ? "1 decision differs" : `${count} decisions differ`;
      const example = first === undefined ? "" : `, first ${first.workflow_name}: ${first.detail}`;
      return `of ${audit.compared} decisions of the last audited day ${decisions} from the replay: ${reason}${example}`;
    });
}
