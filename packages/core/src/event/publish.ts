import type { WorkflowScored } from "../outcome/workflow-scored.ts";
import type { DaySummary } from "../run/day-summary.ts";
import type { PauseChanged } from "../run/pause-changed.ts";
import type { RunCompleted } from "../run/run-completed.ts";
import type { RunMissed } from "../run/run-missed.ts";
import type { TroubleChanged } from "../run/trouble.ts";
import type { EpisodeEnded } from "../signal/episode-ended.ts";
import type { OrderSignal } from "../signal/order-signal.ts";
import type { WorkflowsDecided } from "../signal/workflows-decided.ts";

/** The events that the engine publishes. */
export type DomainEvent =
  | { readonly type: "OrderSignal"; readonly detail: OrderSignal }
  | { readonly type: "EpisodeEnded"; readonly detail: EpisodeEnded }
  | { readonly type: "WorkflowsDecided"; readonly detail: WorkflowsDecided }
  | { readonly type: "RunCompleted"; readonly detail: RunCompleted }
  | { readonly type: "WorkflowScored"; readonly detail: WorkflowScored }
  | { readonly type: "DaySummarized"; readonly detail: DaySummary }
  | { readonly type: "RunMissed"; readonly detail: RunMissed }
  | { readonly type: "TroubleChanged"; readonly detail: TroubleChanged }
  | { readonly type: "PauseChanged"; readonly detail: PauseChanged };

/** Resolves when the bus has accepted every event; retries partial failures with backoff. Rejects
 *  with `PublishError` naming the events that were not accepted. */
export type Publish = (events: readonly DomainEvent[]) => Promise<void>;

export class PublishError extends Error {
  readonly code = "events-not-accepted";
  readonly retryable = true;
  /** The ids of the events that the bus did not accept. */
  readonly rejected: readonly string[];
  constructor(message: string, options: { rejected: readonly string[]; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "PublishError";
    this.rejected = options.rejected;
  }
}
