import type { Stored } from "@bellwether/core/store";
import { fieldProblem } from "@bellwether/core/workflow";
import type * as z from "zod";

/** Parses a stored item, or reports it as broken with one sentence for each problem. Never throws. */
export function readStored<T>(
  schema: z.ZodType<T>,
  item: Readonly<Record<string, unknown>>,
  label: { readonly id: string; readonly name: string },
): Stored<T> {
  const parsed = schema.safeParse(item, { error: fieldProblem });
  if (parsed.success) return { kind: "valid", value: parsed.data };
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? "item" : path.join(".")}: ${message}`,
  );
  return { kind: "broken", ...label, problems, item };
}

/** The name of a broken item, if it can be read. */
export function legible(value: unknown, otherwise: string): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}

/** A numeric key attribute; NaN if it is not a number. */
export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
