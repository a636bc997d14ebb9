import * as z from "zod";
import { instantSchema } from "../time/instant.ts";
import type { Outcome } from "./outcome.ts";

/** With fewer filled orders than this, a rate is not meaningful. */
const FEWEST_FILLED = 10;

/** A figure and the number of orders it is computed from; null if there are too few. */
const figureSchema = z.object({ value: z.number().nullable(), of: z.int().nonnegative() });
export type Figure = Readonly<z.infer<typeof figureSchema>>;

/** The results of the orders that a workflow's rule proposed over a period, before costs. No broker
 *  filled any of them. */
export const scoreSchema = z.object({
  /** The scored version of the workflow. */
  workflow_version: z.int().positive(),
  scored_from: instantSchema,
  scored_to: instantSchema,
  signals: z.int().nonnegative(),
  /** Share of filled orders among those no longer waiting. */
  fill_rate: figureSchema,
  /** Share of filled orders with a gain after one session day. */
  hit_rate: figureSchema,
  /** Points after one session day. */
  median_points: figureSchema,
  mean_points: figureSchema,
  /** The worst move of any filled order within five session days, in points: at most 0. */
  worst_points: figureSchema,
});
export type Score = Readonly<z.infer<typeof scoreSchema>>;

/** The score of some orders' outcomes. */
export function scoreOf(
  outcomes: readonly Outcome[],
  about: Pick<Score, "workflow_version" | "scored_from" | "scored_to">,
): Score {
  const filled = outcomes.filter((outcome) => outcome.kind === "filled");
  const known = outcomes.filter(({ kind }) => kind !== "waiting");
  const afterDay = filled
    .flatMap(({ after }) => (after.d1 === null ? [] : [after.d1.points]))
    .toSorted((one, other) => one - other);
  const worst = filled.map((outcome) => Math.min(0, outcome.worst.points));
  const enough = (of: number, value: () => number): Figure => ({
    value: filled.length < FEWEST_FILLED || of === 0 ? null : value(),
    of,
  });
  const gains = afterDay.filter((points) => points > 0).length;
  return {
    ...about,
    signals: outcomes.length,
    fill_rate: enough(known.length, () => filled.length / known.length),
    hit_rate: enough(afterDay.length, () => gains / afterDay.length),
    median_points: enough(afterDay.length, () => medianOf(afterDay)),
    mean_points: enough(afterDay.length, () => sumOf(afterDay) / afterDay.length),
    worst_points: enough(worst.length, () => Math.min(...worst)),
  };
}

/** The median of sorted numbers. Needs at least one. */
function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
