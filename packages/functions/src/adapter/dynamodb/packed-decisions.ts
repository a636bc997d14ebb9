import { DECISION_OUTCOMES, type WorkflowDecision } from "@bellwether/core/signal";
import * as z from "zod";

/** Bytes of one packed decision: 16 of the workflow's UUID, 1 outcome, 1 reason, 8 value, 4 distance,
 *  4 episode, 2 count. A day of 5,000 workflows is thus 9 MB instead of 40. */
export const PACKED_BYTES = 36;

const NO_REASON = 255;
const NO_EPISODE = 0;

/** Decisions as they are stored: fixed-size records, and the reasons they name by position. */
export const packedDecisionsSchema = z.object({
  reasons: z.array(z.string()).max(NO_REASON),
  packed: z
    .instanceof(Uint8Array)
    .refine(
      (bytes) => bytes.length % PACKED_BYTES === 0,
      `is not records of ${PACKED_BYTES} bytes`,
    ),
});
export type PackedDecisions = Readonly<z.infer<typeof packedDecisionsSchema>>;

/** Packs decisions. The distance keeps about seven digits, everything else is kept exactly. */
export function packDecisions(decisions: readonly WorkflowDecision[]): PackedDecisions {
  const reasons: string[] = [];
  const view = new DataView(new ArrayBuffer(decisions.length * PACKED_BYTES));
  for (const [index, decision] of decisions.entries()) {
    const at = index * PACKED_BYTES;
    const id = Buffer.from(decision.workflow_id.replaceAll("-", ""), "hex");
    for (const [place, byte] of id.entries()) view.setUint8(at + place, byte);
    view.setUint8(at + 16, DECISION_OUTCOMES.indexOf(decision.outcome));
    view.setUint8(at + 17, reasonIndex(reasons, decision.reason));
    view.setFloat64(at + 18, decision.value ?? Number.NaN);
    view.setFloat32(at + 26, decision.distance_points ?? Number.NaN);
    view.setUint32(at + 30, decision.episode ?? NO_EPISODE);
    view.setUint16(at + 34, Math.min(65_535, decision.episode_count));
  }
  return { reasons, packed: new Uint8Array(view.buffer) };
}

/** Reads what `packDecisions` wrote. Throws `RangeError` for an outcome that is not known. */
export function unpackDecisions({ reasons, packed }: PackedDecisions): readonly WorkflowDecision[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: packed.length / PACKED_BYTES }, (_, index) => {
    const at = index * PACKED_BYTES;
    const outcome = DECISION_OUTCOMES[view.getUint8(at + 16)];
    if (outcome === undefined) throw new RangeError(`decision ${index} has an unknown outcome`);
    const episode = view.getUint32(at + 30);
    return {
      workflow_id: uuidOf(packed.subarray(at, at + 16)),
      outcome,
      reason: reasons[view.getUint8(at + 17)] ?? null,
      value: orNull(view.getFloat64(at + 18)),
      distance_points: orNull(view.getFloat32(at + 26)),
      episode: episode === NO_EPISODE ? null : episode,
      episode_count: view.getUint16(at + 34),
    };
  });
}

/** The position of a reason, which is added when it is new. Beyond 254 reasons, none. */
function reasonIndex(reasons: string[], reason: string | null): number {
  if (reason === null) return NO_REASON;
  const known = reasons.indexOf(reason);
  if (known !== -1) return known;
  if (reasons.length === NO_REASON) return NO_REASON;
  return reasons.push(reason) - 1;
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
