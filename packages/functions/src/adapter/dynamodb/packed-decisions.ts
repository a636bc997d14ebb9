import { DECISION_OUTCOMES, type WorkflowDecision } from "@bellwether/core/signal";
import * as z from "zod";

/** Bytes of one packed decision: 16 of the workflow's UUID, 1 for its kind, 8 value, 4 distance, 4 range,
 *  4 episode, 2 count. A day of 5,000 workflows takes 9 MB instead of 40. */
const PACKED_BYTES = 39;

const MAX_KINDS = 255;
const NO_EPISODE = 0;

/** What many decisions of a run share: the outcome, its reason, and the number of missing rows if there
 *  are any. */
const kindSchema = z.tuple([
  z.enum(DECISION_OUTCOMES),
  z.string().nullable(),
  z.int().positive().optional(),
]);
type Kind = z.infer<typeof kindSchema>;

/** Decisions as stored: records of equal size, and the kinds to which they refer by position. */
export const packedDecisionsSchema = z.object({
  kinds: z.array(kindSchema).max(MAX_KINDS),
  packed: z
    .instanceof(Uint8Array)
    .refine(
      (bytes) => bytes.length % PACKED_BYTES === 0,
      `is not a sequence of records of ${PACKED_BYTES} bytes`,
    ),
});
export type PackedDecisions = Readonly<z.infer<typeof packedDecisionsSchema>>;

/** Packs decisions. Distance and range keep about seven digits, everything else is kept exactly. */
export function packDecisions(decisions: readonly WorkflowDecision[]): PackedDecisions {
  const kinds: Kind[] = [];
  const view = new DataView(new ArrayBuffer(decisions.length * PACKED_BYTES));
  for (const [index, decision] of decisions.entries()) {
    const at = index * PACKED_BYTES;
    const id = Buffer.from(decision.workflow_id.replaceAll("-", ""), "hex");
    for (const [place, byte] of id.entries()) view.setUint8(at + place, byte);
    view.setUint8(at + 16, positionOf(kinds, decision));
    view.setFloat64(at + 17, decision.value ?? Number.NaN);
    view.setFloat32(at + 25, decision.distance_points ?? Number.NaN);
    view.setFloat32(at + 29, decision.range_points ?? Number.NaN);
    view.setUint32(at + 33, decision.episode ?? NO_EPISODE);
    view.setUint16(at + 37, Math.min(65_535, decision.episode_count));
  }
  return { kinds, packed: new Uint8Array(view.buffer) };
}

/** Reads what `packDecisions` wrote. A record of an unknown kind is left out. */
export function unpackDecisions({ kinds, packed }: PackedDecisions): readonly WorkflowDecision[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const decisions: WorkflowDecision[] = [];
  for (let at = 0; at < packed.length; at += PACKED_BYTES) {
    const kind = kinds[view.getUint8(at + 16)];
    if (kind === undefined) continue;
    const episode = view.getUint32(at + 33);
    decisions.push({
      workflow_id: uuidOf(packed.subarray(at, at + 16)),
      outcome: kind[0],
      reason: kind[1],
      value: orNull(view.getFloat64(at + 17)),
      distance_points: orNull(view.getFloat32(at + 25)),
      range_points: orNull(view.getFloat32(at + 29)),
      episode: episode === NO_EPISODE ? null : episode,
      episode_count: view.getUint16(at + 37),
      ...(kind[2] !== undefined && { missing_rows: kind[2] }),
    });
  }
  return decisions;
}

type Shared = Pick<WorkflowDecision, "outcome" | "reason" | "missing_rows">;

/** The position of a decision's kind; a new kind is appended. A run has a few dozen. Beyond the limit
 *  only the outcome of a decision is stored. */
function positionOf(kinds: Kind[], { outcome, reason, missing_rows: missing }: Shared): number {
  const position = kinds.findIndex(
    ([each, why, rows]) => each === outcome && why === reason && rows === missing,
  );
  if (position !== -1) return position;
  const room = MAX_KINDS - DECISION_OUTCOMES.length;
  const isPlain = reason === null && missing === undefined;
  if (!isPlain && kinds.length >= room) return positionOf(kinds, { outcome, reason: null });
  return kinds.push(missing === undefined ? [outcome, reason] : [outcome, reason, missing]) - 1;
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
