import * as z from "zod";
import { type Instant, instantSchema } from "../time/instant.ts";
import { type Range, rangeSchema } from "./range.ts";

export const WORKFLOWS_DECIDED = "WorkflowsDecided";

/** Decisions per event: about 100 KB of JSON, which fits EventBridge and every queue. */
const DECISIONS_PER_EVENT = 500;

/** `held_back`: the condition holds, but the workflow's `repeat` setting suppresses the signal. */
export const DECISION_OUTCOMES = ["signal", "held_back", "no_signal", "skipped", "failed"] as const;

/** The result of evaluating one workflow at one tick. */
export const workflowDecisionSchema = z.object({
  workflow_id: z.uuid(),
  outcome: z.enum(DECISION_OUTCOMES),
  /** Why it was held back, skipped or failed. */
  reason: z.string().nullable(),
  /** The indicator's level in points; null for a zone, a combo and a value that was not computed.
   *  Of several conditions, this and the distance are those of the decisive one. */
  value: z.number().nullable(),
  /** How far the condition candle is from meeting the condition, in points. 0 if the condition
   *  holds; null if it does not depend on a price distance. */
  distance_points: z.number().nullable(),
  /** The mean range of the ordered instrument's last days, in points, as a scale for the distance.
   *  Null without any known day. */
  range_points: z.number().nullable(),
  /** The first tick of the running episode; null if there is none. */
  episode: instantSchema.nullable(),
  /** Signals of that episode so far. */
  episode_count: z.int().nonnegative(),
  /** Half-hours of the index and the CFD that the market had not given (`missingRows`); absent if
   *  it had given all. If fewer are missing later, some came late. */
  missing_rows: z.int().positive().optional(),
});
export type WorkflowDecision = Readonly<z.infer<typeof workflowDecisionSchema>>;

/** The decisions of one run, in parts. Workflows whose session is closed are left out. Detail of
 *  the `WorkflowsDecided` event. */
export const workflowsDecidedSchema = z.object({
  schema: z.literal(1),
  tick: instantSchema,
  /** From 0 to `parts` - 1. */
  part: z.int().nonnegative(),
  parts: z.int().positive(),
  /** The range of instruments that these are the parts of, where several engines share the run. */
  range: rangeSchema.optional(),
  decisions: z.array(workflowDecisionSchema).max(DECISIONS_PER_EVENT),
});
export type WorkflowsDecided = Readonly<z.infer<typeof workflowsDecidedSchema>>;

/** The decisions of a run as events. There is at least one event, to distinguish a run without
 *  workflows from a run whose decisions have not arrived. */
export function workflowsDecided(
  tick: Instant,
  decisions: readonly WorkflowDecision[],
  range?: Range,
): readonly WorkflowsDecided[] {
  const parts = Math.max(1, Math.ceil(decisions.length / DECISIONS_PER_EVENT));
  return Array.from({ length: parts }, (_, part) => ({
    schema: 1,
    tick,
    part,
    parts,
    ...(range !== undefined && { range }),
    decisions: decisions.slice(part * DECISIONS_PER_EVENT, (part + 1) * DECISIONS_PER_EVENT),
  }));
}

/** The parts of one run in their order, once all of them have arrived; null before. A run that was divided and then
 *  repeated in one pass has the parts of both. */
export function completeParts<Part extends Pick<WorkflowsDecided, "part" | "parts" | "range">>(
  arrived: readonly Part[],
): readonly Part[] | null {
  const countOf = ({ range }: Part) => range?.count ?? 1;
  for (const count of new Set(arrived.map(countOf))) {
    const parts = arrived.filter((part) => countOf(part) === count);
    const isWhole = Array.from({ length: count }, (_, index) => {
      const own = parts.filter(({ range }) => (range?.index ?? 0) === index);
      return own.length > 0 && own.length === own[0]?.parts;
    });
    if (!isWhole.every(Boolean)) continue;
    return parts.toSorted(
      (a, b) => (a.range?.index ?? 0) - (b.range?.index ?? 0) || a.part - b.part,
    );
  }
  return null;
}
