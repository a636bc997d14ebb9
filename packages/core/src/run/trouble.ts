import * as z from "zod";
import { counted } from "../text.ts";
import { type Instant, instantSchema } from "../time/instant.ts";

export const TROUBLE_CHANGED = "TroubleChanged";

/** A workflow that was due but could not be evaluated at this many ticks in a row is a problem. */
export const STUCK_AFTER_TICKS = 3;

/** Workflows named in a status or a message; the others are only counted. */
const MAX_NAMED = 20;

const stuckSchema = z.object({
  workflow_id: z.string(),
  workflow_name: z.string(),
  reason: z.string(),
  detail: z.string(),
});

const stuckListSchema = z.object({
  count: z.int().nonnegative(),
  named: z.array(stuckSchema).max(MAX_NAMED),
});

/** What prevents workflows from being evaluated. Part of `RunCompleted`; absent if nothing does. */
export const troubleSchema = z.object({
  /** Why none of the due workflows was evaluated; null if at least one was. */
  nothing_evaluated: stuckSchema.pick({ reason: true, detail: true }).nullable(),
  /** Workflows that could not be evaluated at three of their ticks in a row. */
  stuck: stuckListSchema,
});
export type Trouble = Readonly<z.infer<typeof troubleSchema>>;

/** Trouble began or ended at a run. Detail of the `TroubleChanged` event. */
export const troubleChangedSchema = z.object({
  schema: z.literal(1),
  tick: instantSchema,
  began: troubleSchema,
  ended: z.object({
    nothing_evaluated: z.boolean(),
    stuck: z.object({ count: z.int().nonnegative(), named: z.array(z.string()).max(MAX_NAMED) }),
  }),
});
export type TroubleChanged = Readonly<z.infer<typeof troubleChangedSchema>>;

/** The result of a run for one active workflow. */
export type Observation = Readonly<{
  workflow: Readonly<{ id: string; name: string }>;
  /** `not_due`: its session is closed. */
  outcome: "evaluated" | "not_evaluated" | "not_due";
  /** Why it was not evaluated; empty if it was. */
  reason: string;
  detail: string;
  /** The number of consecutive earlier ticks at which it was not evaluated, at most 3. */
  ticksBefore: number;
}>;

/** The sum of the observations of a run or of a part of it. Sums of parts can be added. */
export const observedSchema = z.object({
  evaluated: z.int().nonnegative(),
  /** Why the first one was not evaluated. */
  first_missing: stuckSchema.pick({ reason: true, detail: true }).nullable(),
  stuck: stuckListSchema,
  /** Of those that were due: not evaluated at the third tick in a row, or later. */
  missing_long: stuckListSchema,
  /** Of those that were due: not evaluated at exactly the third tick in a row. */
  missing_newly: stuckListSchema,
  recovered: z.object({
    count: z.int().nonnegative(),
    named: z.array(z.string()).max(MAX_NAMED),
  }),
});
export type Observed = Readonly<z.infer<typeof observedSchema>>;

export function observed(observations: readonly Observation[]): Observed {
  const evaluated = observations.filter(({ outcome }) => outcome === "evaluated");
  const missing = observations.filter(({ outcome }) => outcome === "not_evaluated");
  const [first] = missing;
  const recovered = evaluated.filter(({ ticksBefore }) => ticksBefore >= STUCK_AFTER_TICKS);
  return {
    evaluated: evaluated.length,
    first_missing: first === undefined ? null : { reason: first.reason, detail: first.detail },
    stuck: listOf(
      observations.filter(
        ({ outcome, ticksBefore }) =>
          outcome !== "evaluated" &&
          ticksBefore + (outcome === "not_evaluated" ? 1 : 0) >= STUCK_AFTER_TICKS,
      ),
    ),
    missing_long: listOf(missing.filter(({ ticksBefore }) => ticksBefore + 1 >= STUCK_AFTER_TICKS)),
    missing_newly: listOf(
      missing.filter(({ ticksBefore }) => ticksBefore + 1 === STUCK_AFTER_TICKS),
    ),
    recovered: {
      count: recovered.length,
      named: recovered.slice(0, MAX_NAMED).map(({ workflow }) => workflow.name),
    },
  };
}

/** The observations of all parts of a run. */
export function sumOfObserved(parts: readonly Observed[]): Observed {
  return {
    evaluated: parts.reduce((sum, { evaluated }) => sum + evaluated, 0),
    first_missing: parts.find((part) => part.first_missing !== null)?.first_missing ?? null,
    stuck: sumOfLists(parts.map(({ stuck }) => stuck)),
    missing_long: sumOfLists(parts.map((part) => part.missing_long)),
    missing_newly: sumOfLists(parts.map((part) => part.missing_newly)),
    recovered: sumOfLists(parts.map(({ recovered }) => recovered)),
  };
}

function sumOfLists<T>(lists: readonly Readonly<{ count: number; named: readonly T[] }>[]) {
  return {
    count: lists.reduce((sum, { count }) => sum + count, 0),
    named: lists.flatMap(({ named }) => named).slice(0, MAX_NAMED),
  };
}

/** The trouble at a run, and what changed. `wasNothingEvaluated`: the last earlier run with a due
 *  workflow evaluated nothing.
 *  A market outage is reported once. The workflows affected by it are reported individually only if
 *  they still cannot be evaluated when the market is back. */
export function troubleAt(
  tick: Instant,
  seen: Observed,
  wasNothingEvaluated: boolean,
): Readonly<{ trouble: Trouble | null; changed: TroubleChanged | null }> {
  const { evaluated, first_missing: first, stuck, recovered } = seen;
  const nothing = evaluated === 0 ? first : null;
  const isBack = wasNothingEvaluated && evaluated > 0;
  const newlyStuck = isBack ? seen.missing_long : seen.missing_newly;
  const began: Trouble = {
    nothing_evaluated: wasNothingEvaluated ? null : nothing,
    stuck: nothing === null ? newlyStuck : listOf([]),
  };
  const ended = {
    nothing_evaluated: isBack,
    stuck: isBack ? { count: 0, named: [] } : recovered,
  };
  const isNews =
    began.nothing_evaluated !== null ||
    began.stuck.count > 0 ||
    ended.nothing_evaluated ||
    ended.stuck.count > 0;
  return {
    trouble: nothing === null && stuck.count === 0 ? null : { nothing_evaluated: nothing, stuck },
    changed: isNews ? { schema: 1, tick, began, ended } : null,
  };
}

function listOf(observations: readonly Observation[]): Trouble["stuck"] {
  return {
    count: observations.length,
    named: observations.slice(0, MAX_NAMED).map(({ workflow, reason, detail }) => ({
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      reason,
      detail,
    })),
  };
}

/** Trouble as sentences for a status. */
export function troubleSentences(trouble: Trouble | undefined): string[] {
  if (trouble === undefined) return [];
  const { nothing_evaluated: nothing, stuck } = trouble;
  const [first] = stuck.named;
  return [
    ...(nothing === null
      ? []
      : [`the last run evaluated none of the workflows that were due: ${nothing.detail}`]),
    ...(first === undefined
      ? []
      : [
          `${counted(stuck.count, "workflow")} could not be evaluated at ${STUCK_AFTER_TICKS} ticks in a row: ${first.workflow_name} (${first.reason})${stuck.count > 1 ? " and others" : ""}`,
        ]),
  ];
}
