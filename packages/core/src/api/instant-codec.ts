/** Instants on the wire are ISO 8601 in UTC (`2026-11-23T10:01:00Z`); inside they are epoch
 *  seconds. The codec recognizes instants by the names of fields. It needs no schema, and one small
 *  function writes and reads every answer of the API. The few instants of requests are read by their
 *  schemas (`isoInstantSchema`). A test compares the set of names with the schemas. */
import { fromIso, toIso } from "../time/instant.ts";

/** The fields that hold instants, wherever they occur. No field of another kind has these names. */
export const INSTANT_FIELDS: ReadonlySet<string> = new Set([
  "as_of",
  "changed_at",
  "clock",
  "created_at",
  "decided_at",
  "episode",
  "filled_at",
  "last_failure_at",
  "last_order_timestamp",
  "last_success_at",
  "next_tick",
  "placed_at",
  "scored_from",
  "scored_to",
  "snoozed_at",
  "snoozed_until",
  "start",
  "tick",
  "ttl",
  "updated_at",
]);

/** JSON with its instants written as ISO 8601. An instant that is not a number is left unchanged.
 *  Returns a new value; the argument is not changed. */
export function encodeInstants(value: unknown): unknown {
  return walk(value, (instant) => (typeof instant === "number" ? toIso(instant) : instant));
}

/** JSON with its instants read back to epoch seconds. Anything but an instant with an offset is left
 *  as it is, for the schema to refuse by name. Returns a new value. */
export function decodeInstants(value: unknown): unknown {
  return walk(value, (instant) => (typeof instant === "string" ? parsed(instant) : instant));
}

function parsed(text: string): unknown {
  try {
    return fromIso(text);
  } catch (error) {
    if (error instanceof RangeError) return text;
    throw error;
  }
}

function walk(value: unknown, convert: (instant: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => walk(element, convert));
  if (typeof value !== "object" || value === null) return value;
  // Copied whole, then corrected: of the fields of thousands of rows, few are instants.
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) {
    const field = copy[name];
    if (INSTANT_FIELDS.has(name)) copy[name] = convert(field);
    else if (typeof field === "object" && field !== null) copy[name] = walk(field, convert);
  }
  return copy;
}
