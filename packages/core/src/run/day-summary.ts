import * as z from "zod";
import { sessionSchema } from "../market/instrument.ts";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import { instantSchema, isoDateSchema } from "../time/instant.ts";

export const DAY_SUMMARIZED = "DaySummarized";

/** Workflows and reasons named in a summary; the others are only counted. */
const MAX_NAMED = 20;

const countSchema = z.int().nonnegative();

/** What the runs of a session decided on one day. Detail of the `DaySummarized` event. */
export const daySummarySchema = z.object({
  schema: z.literal(1),
  /** When it was made: after the last tick of the session. */
  tick: instantSchema,
  day: isoDateSchema,
  /** Absent in events of earlier versions, which are of all sessions of the day. */
  session: sessionSchema.optional(),
  signals: countSchema,
  /** Workflows that signalled. */
  workflows: countSchema,
  /** Those with the most signals. */
  named: z
    .array(
      z.object({
        workflow_id: z.string(),
        workflow_name: z.string(),
        signals: countSchema,
        episodes: countSchema,
      }),
    )
    .max(MAX_NAMED),
  /** Evaluations that failed or were skipped, by reason. */
  failures: z.array(z.object({ reason: z.string(), count: countSchema })).max(MAX_NAMED),
  /** When the session opens again and in which time zone; null if it never closes, or does not open
   *  within ten days. */
  next: z.object({ opens_at: instantSchema, market: sessionSchema }).nullable(),
});
export type DaySummary = Readonly<z.infer<typeof daySummarySchema>>;

/** The summary of the decisions of a session; null if nothing was due in it. */
export function daySummary(
  about: Pick<DaySummary, "tick" | "day" | "session" | "next">,
  decisions: readonly WorkflowDecision[],
  nameOf: (workflowId: string) => string,
): DaySummary | null {
  if (decisions.length === 0) return null;
  const signalled = new Map<string, { signals: number; episodes: Set<number | null> }>();
  const failures = new Map<string, number>();
  for (const { workflow_id: id, outcome, reason, episode } of decisions) {
    if (outcome === "signal") {
      const known = signalled.get(id) ?? { signals: 0, episodes: new Set() };
      known.signals += 1;
      known.episodes.add(episode);
      signalled.set(id, known);
    } else if (outcome === "failed" || outcome === "skipped") {
      const name = reason ?? outcome;
      failures.set(name, (failures.get(name) ?? 0) + 1);
    }
  }
  const named = [...signalled]
    .map(([workflow_id, { signals, episodes }]) => ({
      workflow_id,
      workflow_name: nameOf(workflow_id),
      signals,
      episodes: episodes.size,
    }))
    .toSorted((one, other) => other.signals - one.signals);
  return {
    schema: 1,
    ...about,
    signals: named.reduce((sum, { signals }) => sum + signals, 0),
    workflows: named.length,
    named: named.slice(0, MAX_NAMED),
    failures: [...failures]
      .map(([reason, count]) => ({ reason, count }))
      .toSorted((one, other) => other.count - one.count)
      .slice(0, MAX_NAMED),
  };
}
