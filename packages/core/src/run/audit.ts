import * as z from "zod";
import { numberText } from "../market/number-text.ts";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import { type Instant, instantSchema } from "../time/instant.ts";

/** Why what a run decided differs from its replay. */
export const DECIDED_OTHERWISE = [
  "could not be evaluated at its run",
  "workflow edited since",
  "candles came late",
  "candles corrected since",
] as const;
export type DecidedOtherwise = (typeof DECIDED_OTHERWISE)[number];

/** Why a decision that should be there differs from its replay. */
const DIFFERENCE_REASONS = ["no run evaluated it", ...DECIDED_OTHERWISE] as const;
export type DifferenceReason = (typeof DIFFERENCE_REASONS)[number];

/** In audits stored before these two reasons were separate. */
const LATE_OR_CORRECTED = "candles came late or were corrected since";

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
      reason: z.enum([...DIFFERENCE_REASONS, LATE_OR_CORRECTED]),
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

/** Why what a run decided is not what the replay of its tick comes to, or why it decided nothing; null
 *  if both agree. A replay begins without earlier orders and episodes, so it never holds a signal
 *  back. */
export function differenceOf(
  workflow: Readonly<{ updated_at: Instant }>,
  tick: Instant,
  decided: WorkflowDecision | undefined,
  replayed: WorkflowDecision,
): Readonly<{ reason: DifferenceReason; detail: string }> | null {
  const detail = `${textOf(decided)}, now ${textOf(replayed)}`;
  if (decided !== undefined) {
    const reason = whyDecidedOtherwise(workflow, tick, decided, replayed);
    return reason === null ? null : { reason, detail };
  }
  const isEdited = workflow.updated_at > tick;
  return { reason: isEdited ? "workflow edited since" : "no run evaluated it", detail };
}

/** Why a run decided otherwise than the replay of its tick; null if it did not. A run that had fewer
 *  rows than the replay evaluated before they came. Both at once, rows that came late and candles
 *  that were corrected, count as late. */
export function whyDecidedOtherwise(
  workflow: Readonly<{ updated_at: Instant }>,
  tick: Instant,
  decided: WorkflowDecision,
  replayed: WorkflowDecision,
): DecidedOtherwise | null {
  if (isSame(decided, replayed)) return null;
  if (workflow.updated_at > tick) return "workflow edited since";
  const isUndecided = decided.outcome === "skipped" || decided.outcome === "failed";
  if (isUndecided && decided.reason !== replayed.reason) return "could not be evaluated at its run";
  const wereMissing = (decided.missing_rows ?? 0) > (replayed.missing_rows ?? 0);
  return wereMissing ? "candles came late" : "candles corrected since";
}

/** The distance as it is stored: in single precision. */
function isSame(decided: WorkflowDecision, replayed: WorkflowDecision): boolean {
  return (
    outcomeOf(decided) === outcomeOf(replayed) &&
    decided.value === replayed.value &&
    singleOf(decided.distance_points) === singleOf(replayed.distance_points)
  );
}

function singleOf(points: number | null): number | null {
  return points === null ? null : Math.fround(points);
}

function outcomeOf({ outcome }: WorkflowDecision): WorkflowDecision["outcome"] {
  return outcome === "held_back" ? "signal" : outcome;
}

function textOf(decision: WorkflowDecision | undefined): string {
  if (decision === undefined) return "nothing was decided";
  const { outcome, reason, value, distance_points: distance } = decision;
  const words = outcomeOf(decision).replace("_", " ");
  if (outcome === "skipped" || outcome === "failed") return `${words} (${reason ?? "no reason"})`;
  const level = value === null ? "" : ` at ${numberText(rounded(value, 10))}`;
  const away =
    distance === null || distance === 0
      ? ""
      : `, ${numberText(rounded(distance, SINGLE_DIGITS))} points away`;
  return `${words}${level}${away}`;
}

/** Digits of single precision, in which distances are stored. */
const SINGLE_DIGITS = 7;

/** Without the residue of the calculation. */
function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
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

/** An audit as sentences for a status. An edited workflow is not a problem: its old decisions were
 *  right. */
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
