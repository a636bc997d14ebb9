import { DECISION_OUTCOMES, type WorkflowDecision } from "@bellwether/core/signal";
import * as z from "zod";

/** Bytes that every record has: 16 of the workflow's UUID, 1 for its kind. */
const HEAD_BYTES = 17;
/** Bytes of a record with all figures: 8 value, 4 distance, 4 range, 4 episode and 2 count more. */
const MOST_BYTES = 39;

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
type Kind = z.infer<typeof kindSchema>;

/** Decisions as stored: one record after another, and the kinds to which they refer by position. */
export const packedDecisionsSchema = z.object({
  kinds: z.array(kindSchema).max(MAX_KINDS),
  packed: z.instanceof(Uint8Array),
});
export type PackedDecisions = Readonly<z.infer<typeof packedDecisionsSchema>>;

/** Packs decisions. Distance and range keep about seven digits, everything else is kept exactly. */
export function packDecisions(decisions: readonly WorkflowDecision[]): PackedDecisions {
  const kinds: Kind[] = [];
  const view = new DataView(new ArrayBuffer(decisions.length * MOST_BYTES));
  let at = 0;
  for (const decision of decisions) {
    const id = Buffer.from(decision.workflow_id.replaceAll("-", ""), "hex");
    for (const [place, byte] of id.entries()) view.setUint8(at + place, byte);
    const position = positionOf(kinds, decision);
    view.setUint8(at + id.length, position);
    at = setFigures(view, at + HEAD_BYTES, kinds[position]?.[3] ?? ALL_FIGURES, decision);
  }
  return { kinds, packed: new Uint8Array(view.buffer.slice(0, at)) };
}

/** Writes the figures, and gives where they end. */
function setFigures(
  view: DataView,
  start: number,
  figures: number,
  decision: WorkflowDecision,
): number {
  let at = start;
  if ((figures & VALUE) !== 0) {
    view.setFloat64(at, decision.value ?? Number.NaN);
    at += 8;
  }
  if ((figures & DISTANCE) !== 0) {
    view.setFloat32(at, decision.distance_points ?? Number.NaN);
    at += 4;
  }
  if ((figures & RANGE) !== 0) {
    view.setFloat32(at, decision.range_points ?? Number.NaN);
    at += 4;
  }
  if ((figures & EPISODE) !== 0) {
    view.setUint32(at, decision.episode ?? NO_EPISODE);
    view.setUint16(at + 4, Math.min(65_535, decision.episode_count));
    at += 6;
  }
  return at;
}

/** Reads what `packDecisions` wrote. A record of an unknown kind or of too few bytes ends the list: its
 *  length is not known. */
export function unpackDecisions({ kinds, packed }: PackedDecisions): readonly WorkflowDecision[] {
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

/** The figures to store of a decision. */
function figuresOf(decision: WorkflowDecision): number {
  const { value, distance_points: distance, range_points, episode, episode_count } = decision;
  return (
    (value === null ? 0 : VALUE) +
    (distance === null ? 0 : distance === 0 ? HOLDS : DISTANCE) +
    (range_points === null ? 0 : RANGE) +
    (episode === null && episode_count === 0 ? 0 : EPISODE)
  );
}

/** The position of a decision's kind; a new kind is appended. A run has a few dozen. Beyond the limit
 *  a decision is stored with all its figures, and without its reason and missing rows. */
function positionOf(kinds: Kind[], decision: WorkflowDecision): number {
  const { outcome, reason, missing_rows: missing = 0 } = decision;
  const figures = figuresOf(decision);
  const known = kinds.findIndex(
    (kind) =>
      kind[0] === outcome && kind[1] === reason && kind[2] === missing && kind[3] === figures,
  );
  if (known !== -1) return known;
  const room = MAX_KINDS - DECISION_OUTCOMES.length;
  if (kinds.length < room) return kinds.push([outcome, reason, missing, figures]) - 1;
  const plain = kinds.findIndex((kind) => kind[0] === outcome && kind[3] === undefined);
  return plain === -1 ? kinds.push([outcome, null]) - 1 : plain;
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
