import { fromIso, type Instant } from "@bellwether/core/time";
import * as z from "zod";

/** The search parameters of a workflow's dialog. An invalid parameter counts as absent. */
export const detailSearchSchema = z.object({
  /** The instant that is explained instead of now, ISO 8601 in UTC. */
  at: z.iso.datetime({ offset: true }).optional().catch(undefined),
});

/** The explained instant; null for now. */
export function explainedAt({ at }: z.output<typeof detailSearchSchema>): Instant | null {
  return at === undefined ? null : fromIso(at);
}
