import * as z from "zod";
import { rangeSchema } from "../signal/range.ts";
import { type Instant, instantSchema } from "../time/instant.ts";
import {
  MAX_REASON_EXAMPLES,
  type RunCompleted,
  type RunReason,
  runCompletedSchema,
} from "./run-completed.ts";
import { observedSchema, sumOfObserved, type TroubleChanged, troubleAt } from "./trouble.ts";

/** What an engine found in one range of a run: what `RunCompleted` and the trouble are summed from. */
export const runPartSchema = z.object({
  schema: z.literal(1),
  tick: instantSchema,
  range: rangeSchema,
  counts: runCompletedSchema.pick({
    evaluated: true,
    signalled: true,
    skipped: true,
    failed: true,
    reasons: true,
  }),
  observed: observedSchema,
  /** The newest earlier run that its workflows were due at, and whether that evaluated nothing. */
  before: z.object({ tick: instantSchema, nothing_evaluated: z.boolean() }),
  duration_ms: z.number().nonnegative(),
  started_at_ms: z.number().nonnegative(),
  execution_context: z.string().min(1),
});
export type RunPart = Readonly<z.infer<typeof runPartSchema>>;

/** Parts of runs. The first part that is put for a range stays: a repeated evaluation of the range
 *  does not replace it, so that every reader sums the same. */
export type RunPartStore = Readonly<{
  put: (part: RunPart) => Promise<"stored" | "duplicate">;
  /** The parts of a tick that was divided into `count` ranges, by range. Strongly consistent. */
  list: (tick: Instant, count: number) => Promise<readonly RunPart[]>;
}>;

/** What one engine found, in a range or in all of a run. */
export type RunFindings = Omit<RunPart, "schema" | "range">;

/** The run that all its parts make up, in their order, and what changed at it. */
export function runOfParts(
  parts: readonly [RunFindings, ...RunFindings[]],
): Readonly<{ run: RunCompleted; changed: TroubleChanged | null }> {
  const [{ tick, execution_context }] = parts;
  const newest = Math.max(...parts.map(({ before }) => before.tick));
  const wasNothingEvaluated = parts.some(
    ({ before }) => before.tick === newest && before.nothing_evaluated,
  );
  const seen = sumOfObserved(parts.map(({ observed }) => observed));
  const { trouble, changed } = troubleAt(tick, seen, wasNothingEvaluated);
  const sum = (count: (counts: RunPart["counts"]) => number) =>
    parts.reduce((total, { counts }) => total + count(counts), 0);
  const run: RunCompleted = {
    schema: 1,
    tick,
    evaluated: sum(({ evaluated }) => evaluated),
    signalled: sum(({ signalled }) => signalled),
    skipped: sum(({ skipped }) => skipped),
    failed: sum(({ failed }) => failed),
    reasons: sumOfReasons(parts.flatMap(({ counts }) => counts.reasons)),
    ...(trouble !== null && { trouble }),
    // The ranges are evaluated side by side.
    duration_ms: Math.max(...parts.map((part) => part.duration_ms)),
    started_at_ms: Math.min(...parts.map((part) => part.started_at_ms)),
    execution_context,
  };
  return { run, changed };
}

function sumOfReasons(reasons: readonly RunReason[]): RunReason[] {
  const sums = new Map<string, RunReason>();
  for (const each of reasons) {
    const key = `${each.outcome} ${each.reason}`;
    const known = sums.get(key);
    const examples = [...(known?.examples ?? []), ...each.examples];
    sums.set(key, {
      ...each,
      count: (known?.count ?? 0) + each.count,
      examples: examples.slice(0, MAX_REASON_EXAMPLES),
    });
  }
  return [...sums.values()];
}
