import { INDICATOR_LABELS } from "@bellwether/core/workflow";
import type { FormValues } from "./form-values.ts";

/** A name for what the form says, `DAX.I under MA50 h1`, that no other workflow has; null without an
 *  index. */
export function suggestedName(values: FormValues, taken: readonly string[]): string | null {
  const [first, ...others] = values.conditions;
  const index = values.index.trim();
  if (first === undefined || index === "") return null;
  const side = first.direction === "below" ? "under" : "above";
  const [label = ""] = INDICATOR_LABELS[first.indicator].split(" ");
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const name = `${index} ${side} ${label} ${first.indicator_ut}${more}`;
  const used = new Set(taken.map((each) => each.toLowerCase()));
  for (let nth = 1; ; nth += 1) {
    const candidate = nth === 1 ? name : `${name} (${nth})`;
    if (!used.has(candidate.toLowerCase())) return candidate;
  }
}
