import type { Stored } from "@bellwether/core/store";
import type * as z from "zod";

/** A stored item as its schema reads it, or as broken with one sentence a problem. Never throws. */
export function readStored<T>(
  schema: z.ZodType<T>,
  item: Readonly<Record<string, unknown>>,
  label: { readonly id: string; readonly name: string },
): Stored<T> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return { kind: "valid", value: parsed.data };
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? "item" : path.join(".")}: ${message}`,
  );
  return { kind: "broken", ...label, problems, item };
}

/** What a broken item calls itself, when that is legible. */
export function legible(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** A number of a key; NaN for what is none. */
export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
