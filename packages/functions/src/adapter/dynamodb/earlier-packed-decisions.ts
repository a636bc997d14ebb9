import { DECISION_OUTCOMES, rangeSchema, type WorkflowDecision } from "@bellwether/core/signal";
import { instantSchema } from "@bellwether/core/time";
import * as z from "zod";

/** Bytes that every record has: 16 of the workflow's UUID, 1 for its kind. */
const HEAD_BYTES = 17;
/** The figures that a record has, as a sum of these. Of the others, the distance is 0 with `HOLDS`,
 *  the count is 0, and the rest are null. */
const VALUE = 1;
const DISTANCE = 2;
const RANGE = 4;
const EPISODE = 8;
const HOLDS = 16;
const ALL_FIGURES = VALUE + DISTANCE + RANGE + EPISODE;

const MAX_KINDS = 255;
const NO_EPISODE = 0;

/** What many decisions of a run share: the outcome, its reason, the number of missing rows, and which
 *  figures the record has. The last two are absent in older items: all figures, null as NaN. */
const kindSchema = z.tuple([
  z.enum(DECISION_OUTCOMES),
  z.string().nullable(),
  z.int().nonnegative().optional(),
  z
    .int()
    .min(0)
    .max(ALL_FIGURES + HOLDS)
    .optional(),
]);

/** A part of a run as earlier releases stored it: one record after another, and the kinds to which they
 *  refer by position. */
export const earlierItemSchema = z.object({
  tick: instantSchema,
  part: z.int().nonnegative(),
  parts: z.int().positive(),
  range: rangeSchema.optional(),
  kinds: z.array(kindSchema).max(MAX_KINDS),
  packed: z.instanceof(Uint8Array),
});
type EarlierItem = Pick<z.infer<typeof earlierItemSchema>, "kinds" | "packed">;

/** Reads the decisions of such a part. A record of an unknown kind or of too few bytes ends the list:
 *  its length is not known. */
export function earlierDecisions({ kinds, packed }: EarlierItem): readonly WorkflowDecision[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const decisions: WorkflowDecision[] = [];
  let at = 0;
  while (at + HEAD_BYTES <= packed.length) {
    const kind = kinds[view.getUint8(at + HEAD_BYTES - 1)];
    if (kind === undefined) break;
    const [outcome, reason, missing = 0, figures = ALL_FIGURES] = kind;
    const end = at + HEAD_BYTES + lengthOf(figures);
    if (end > packed.length) break;
    decisions.push({
      workflow_id: uuidOf(packed.subarray(at, at + 16)),
      outcome,
      reason,
      ...figuresAt(view, at + HEAD_BYTES, figures),
      ...(missing > 0 && { missing_rows: missing }),
    });
    at = end;
  }
  return decisions;
}

type Figures = Pick<
  WorkflowDecision,
  "value" | "distance_points" | "range_points" | "episode" | "episode_count"
>;

function figuresAt(view: DataView, start: number, figures: number): Figures {
  let at = start;
  const next = (figure: number, bytes: number): number | null => {
    if ((figures & figure) === 0) return null;
    at += bytes;
    return at - bytes;
  };
  const [value, distance, range, episode] = [
    next(VALUE, 8),
    next(DISTANCE, 4),
    next(RANGE, 4),
    next(EPISODE, 6),
  ];
  const startTick = episode === null ? NO_EPISODE : view.getUint32(episode);
  return {
    value: value === null ? null : orNull(view.getFloat64(value)),
    distance_points:
      distance === null ? ((figures & HOLDS) === 0 ? null : 0) : orNull(view.getFloat32(distance)),
    range_points: range === null ? null : orNull(view.getFloat32(range)),
    episode: startTick === NO_EPISODE ? null : startTick,
    episode_count: episode === null ? 0 : view.getUint16(episode + 4),
  };
}

function lengthOf(figures: number): number {
  const has = (figure: number) => ((figures & figure) === 0 ? 0 : 1);
  return 8 * has(VALUE) + 4 * has(DISTANCE) + 4 * has(RANGE) + 6 * has(EPISODE);
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
