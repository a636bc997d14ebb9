import type { Instant } from "../time/instant.ts";
import type { WorkflowDecision, WorkflowsDecided } from "./workflows-decided.ts";

/** Replaces the same part of the same tick. A repeated run makes the same decisions. */
export type PutDecisions = (decided: WorkflowsDecided) => Promise<void>;

/** The decisions of one run that have arrived so far; empty without any. */
export type ReadDecisions = (tick: Instant) => Promise<readonly WorkflowDecision[]>;

/** The decisions and the tick of the newest run, at or before an instant, whose parts have all
 *  arrived. Null if there is none within two days. */
type ReadNewestDecisions = (
  asOf: Instant,
) => Promise<{ readonly tick: Instant; readonly decisions: readonly WorkflowDecision[] } | null>;

/** The decisions of every run, stored for thirty days. Every promise rejects with `StoreError`. */
export type DecisionStore = Readonly<{
  put: PutDecisions;
  read: ReadDecisions;
  newest: ReadNewestDecisions;
}>;
