import { DECISION_OUTCOMES, type WorkflowDecision } from "@bellwether/core/signal";
import { type ByteReader, type ByteWriter, byteReader, byteWriter } from "./bytes.ts";

/** The first byte. Another one is of another version. */
const FORMAT = 2;

/** The figures that a record has, as a sum of these. Of the others, the distance is 0 with `HOLDS`,
 *  the count is 0, and the rest are null. A value is stored as a double, or in ten-thousandths where
 *  that is exact. */
const DOUBLE = 1;
const TEN_THOUSANDTHS = 2;
const DISTANCE = 4;
const RANGE = 8;
const EPISODE = 16;
const HOLDS = 32;

/** Added to the position of a kind's outcome. */
const WITH_MISSING = 8;
const WITH_REASON = 16;
const OUTCOME = 7;

/** Reasons that are stored as their position. A position is never given to another reason; a reason
 *  that is not here is stored as text. */
const KNOWN_REASONS = [
  "signalled already in this episode",
  "signalled already for this candle",
  "no candles",
  "no fresh candle",
  "market unavailable",
  "line without open days",
  "unsupported unit time",
  "the evaluation failed",
] as const;
const AS_TEXT = 255;

const MAX_KINDS = 255;
const MAX_COUNT = 65_535;
const SCALE = 10_000;
const MAX_SCALED = 2 ** 32 - 1;

/** What many decisions of a run share. */
type Kind = Readonly<{
  outcome: WorkflowDecision["outcome"];
  reason: string | null;
  missing: number;
  figures: number;
}>;

/** Which part of its run the decisions are. */
export type Place = Readonly<{
  parts: number;
  /** The number of ranges of a divided run, else 0. */
  ranges: number;
}>;

/** Packs decisions into one attribute, because each name and each list would take more bytes than a
 *  figure: the place, the kinds, then a record of 17 to 39 bytes for each decision, which names its
 *  kind by position. Distance and range keep about seven digits, everything else is kept exactly. */
export function packDecisions(
  { parts, ranges }: Place,
  decisions: readonly WorkflowDecision[],
): Uint8Array<ArrayBuffer> {
  const kinds: Kind[] = [];
  const positions = decisions.map((decision) => positionOf(kinds, decision));
  const bytes = byteWriter();
  bytes.uint8(FORMAT);
  bytes.count(parts);
  bytes.uint8(ranges);
  bytes.uint8(kinds.length);
  for (const kind of kinds) writeKind(bytes, kind);
  for (const [nth, decision] of decisions.entries()) {
    const position = positions[nth] ?? 0;
    bytes.raw(Buffer.from(decision.workflow_id.replaceAll("-", ""), "hex"));
    bytes.uint8(position);
    writeFigures(bytes, kinds[position]?.figures ?? 0, decision);
  }
  return bytes.written();
}

/** Reads what `packDecisions` wrote; null if it is of another version or its head is damaged. A record
 *  of an unknown kind or of too few bytes ends the list: its length is not known. */
export function unpackDecisions(
  packed: Uint8Array,
): (Place & { readonly decisions: readonly WorkflowDecision[] }) | null {
  const bytes = byteReader(packed);
  try {
    if (bytes.uint8() !== FORMAT) return null;
    const parts = bytes.count();
    const ranges = bytes.uint8();
    const kinds = Array.from({ length: bytes.uint8() }, () => readKind(bytes));
    return { parts, ranges, decisions: readRecords(bytes, kinds) };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readRecords(bytes: ByteReader, kinds: readonly Kind[]): readonly WorkflowDecision[] {
  const decisions: WorkflowDecision[] = [];
  try {
    while (bytes.left() > 0) {
      const workflow_id = uuidOf(bytes.raw(16));
      const kind = kinds[bytes.uint8()];
      if (kind === undefined) break;
      const { outcome, reason, missing, figures } = kind;
      decisions.push({
        workflow_id,
        outcome,
        reason,
        ...readFigures(bytes, figures),
        ...(missing > 0 && { missing_rows: missing }),
      });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return decisions;
}

function writeKind(bytes: ByteWriter, { outcome, reason, missing, figures }: Kind): void {
  const flags = (missing > 0 ? WITH_MISSING : 0) + (reason === null ? 0 : WITH_REASON);
  bytes.uint8(DECISION_OUTCOMES.indexOf(outcome) + flags);
  bytes.uint8(figures);
  if (missing > 0) bytes.count(missing);
  if (reason === null) return;
  const known = (KNOWN_REASONS as readonly string[]).indexOf(reason);
  bytes.uint8(known === -1 ? AS_TEXT : known);
  if (known !== -1) return;
  const text = Buffer.from(reason);
  bytes.count(text.length);
  bytes.raw(text);
}

function readKind(bytes: ByteReader): Kind {
  const head = bytes.uint8();
  const outcome = DECISION_OUTCOMES[head & OUTCOME];
  if (outcome === undefined) throw new RangeError(`there is no outcome ${head & OUTCOME}`);
  const figures = bytes.uint8();
  const missing = (head & WITH_MISSING) === 0 ? 0 : bytes.count();
  const reason = (head & WITH_REASON) === 0 ? null : readReason(bytes);
  return { outcome, reason, missing, figures };
}

function readReason(bytes: ByteReader): string {
  const known = bytes.uint8();
  if (known === AS_TEXT) return Buffer.from(bytes.raw(bytes.count())).toString();
  const reason = KNOWN_REASONS[known];
  if (reason === undefined) throw new RangeError(`there is no reason ${known}`);
  return reason;
}

function writeFigures(bytes: ByteWriter, figures: number, decision: WorkflowDecision): void {
  const { value, distance_points, range_points, episode, episode_count } = decision;
  if ((figures & DOUBLE) !== 0) bytes.float64(value ?? Number.NaN);
  if ((figures & TEN_THOUSANDTHS) !== 0) bytes.uint32(Math.round((value ?? 0) * SCALE));
  if ((figures & DISTANCE) !== 0) bytes.float32(distance_points ?? Number.NaN);
  if ((figures & RANGE) !== 0) bytes.float32(range_points ?? Number.NaN);
  if ((figures & EPISODE) === 0) return;
  bytes.uint32(episode ?? 0);
  bytes.uint16(Math.min(MAX_COUNT, episode_count));
}

function readFigures(
  bytes: ByteReader,
  figures: number,
): Pick<
  WorkflowDecision,
  "value" | "distance_points" | "range_points" | "episode" | "episode_count"
> {
  const has = (figure: number) => (figures & figure) !== 0;
  const value = has(DOUBLE)
    ? orNull(bytes.float64())
    : has(TEN_THOUSANDTHS)
      ? bytes.uint32() / SCALE
      : null;
  const distance_points = has(DISTANCE) ? orNull(bytes.float32()) : has(HOLDS) ? 0 : null;
  const range_points = has(RANGE) ? orNull(bytes.float32()) : null;
  const start = has(EPISODE) ? bytes.uint32() : 0;
  const episode_count = has(EPISODE) ? bytes.uint16() : 0;
  return {
    value,
    distance_points,
    range_points,
    episode: start === 0 ? null : start,
    episode_count,
  };
}

/** The figures to store of a decision. */
function figuresOf(decision: WorkflowDecision): number {
  const { value, distance_points: distance, range_points, episode, episode_count } = decision;
  return (
    (value === null ? 0 : isScaled(value) ? TEN_THOUSANDTHS : DOUBLE) +
    (distance === null ? 0 : distance === 0 ? HOLDS : DISTANCE) +
    (range_points === null ? 0 : RANGE) +
    (episode === null && episode_count === 0 ? 0 : EPISODE)
  );
}

/** Whether a value comes back exactly from ten-thousandths. Most levels are rounded to four decimals.
 *  A negative zero does not. */
function isScaled(value: number): boolean {
  const scaled = Math.abs(Math.round(value * SCALE));
  return scaled <= MAX_SCALED && Object.is(scaled / SCALE, value);
}

/** The position of a decision's kind; a new kind is appended. A run has a few dozen. Beyond the limit
 *  a decision is stored with all its figures, and without its reason and missing rows. */
function positionOf(kinds: Kind[], decision: WorkflowDecision): number {
  const { outcome, reason, missing_rows: missing = 0 } = decision;
  const room = MAX_KINDS - DECISION_OUTCOMES.length;
  const exact = { outcome, reason, missing, figures: figuresOf(decision) };
  const known = find(kinds, exact);
  if (known !== -1) return known;
  if (kinds.length < room) return kinds.push(exact) - 1;
  const figures = DOUBLE + DISTANCE + RANGE + EPISODE;
  const plain = { outcome, reason: null, missing: 0, figures };
  const position = find(kinds, plain);
  return position === -1 ? kinds.push(plain) - 1 : position;
}

function find(kinds: readonly Kind[], { outcome, reason, missing, figures }: Kind): number {
  return kinds.findIndex(
    (kind) =>
      kind.outcome === outcome &&
      kind.reason === reason &&
      kind.missing === missing &&
      kind.figures === figures,
  );
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
