import { isoDateSchema } from "../time/instant.ts";
import { type FieldReader, type Place, show } from "./import-field.ts";

/** Null for every value that is false in Python. With a slash anywhere, the format is `%Y/%m/%d`. */
export function readEndDate(reader: FieldReader, place: Place): string | null | undefined {
  const { node } = place;
  if (node.kind === "list" && node.items.length === 0) return null;
  if (node.kind === "map" && node.entries.size === 0) return null;
  const value = reader.scalar(place);
  if (value === null || value === "" || value === 0 || value === false) return null;
  return readDate(reader, place, typeof value === "string" && value.includes("/") ? "/" : "-");
}

/** A day as Python's `strptime` reads `%Y-%m-%d`: with one or two digits, and without a time. */
export function readDate(
  reader: FieldReader,
  place: Place,
  separator: "-" | "/",
): string | undefined {
  const value = reader.scalar(place);
  if (value === undefined) return undefined;
  if (typeof value !== "string") {
    return reader.format(place, `is ${show(value)}: write the day in quotes, "2026-12-31"`);
  }
  const match = /^(\d{4})[-/](1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0[1-9]|[ ]?[1-9])$/.exec(value);
  const [, year = "", month = "", day = ""] = match ?? [];
  const date = `${year}-${month.padStart(2, "0")}-${day.trim().padStart(2, "0")}`;
  const isSeparated = value.split(separator).length === 3;
  if (match === null || year === "0000" || !isSeparated || !isoDateSchema.safeParse(date).success) {
    return reader.format(place, `is not a date such as "2026-12-31": ${show(value)}`);
  }
  return date;
}
