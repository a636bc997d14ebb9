import type { Decision } from "../signal/decision.ts";
import { MAX_REASON_EXAMPLES, type RunCompleted, type RunReason } from "./run-completed.ts";

type Named = { readonly id: string; readonly name: string };

export type RunTally = Readonly<{
  count: (workflow: Named, decision: Decision) => void;
  counts: () => Pick<RunCompleted, "evaluated" | "signalled" | "skipped" | "failed" | "reasons">;
}>;

/** Counts a run's decisions, and stores the first examples of each reason. */
export function runTally(): RunTally {
  const totals = { evaluated: 0, signalled: 0, skipped: 0, failed: 0 };
  const reasons = new Map<string, RunReason>();
  return {
    count({ id, name }, decision) {
      if (decision.kind === "signal" || decision.kind === "no_signal") {
        totals.evaluated += 1;
        if (decision.kind === "signal") totals.signalled += 1;
        return;
      }
      const outcome = decision.kind === "failed" ? "failed" : "skipped";
      totals[outcome] += 1;
      const key = `${outcome} ${decision.reason}`;
      const known = reasons.get(key);
      const entry = known ?? {
        outcome,
        reason: decision.reason,
        count: 0,
        examples: [],
      };
      if (known === undefined) reasons.set(key, entry);
      entry.count += 1;
      if (entry.examples.length < MAX_REASON_EXAMPLES) {
        entry.examples.push({ workflow_id: id, workflow_name: name, detail: decision.detail });
      }
    },
    counts: () => ({ ...totals, reasons: [...reasons.values()] }),
  };
}
