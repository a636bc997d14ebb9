import type { Instant } from "../time/instant.ts";
import type { WorkflowDecision, WorkflowsDecided } from "./workflows-decided.ts";

/** Replaces the same part of the same tick: a run that is repeated decides the same. */
export type PutDecisions = (decided: WorkflowsDecided) => Promise<void>;

/** The decisions of one run, as far as they have arrived; empty where there was none. */
export type ReadDecisions = (tick: Instant) => Promise<readonly WorkflowDecision[]>;

/** The decisions of the newest run at or before an instant whose parts have all arrived, and its
 *  tick; null when there is none within two days. */
type ReadNewestDecisions = (
  asOf: Instant,
) => Promise<{ readonly tick: Instant; readonly decisions: readonly WorkflowDecision[] } | null>;

/** What every run decided, kept for thirty days. Every promise rejects with `StoreError`. */
export type DecisionStore = Readonly<{
  put: PutDecisions;
  read: ReadDecisions;
  newest: ReadNewestDecisions;
}>;
