import type { DomainEvent, Publish } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import type { AuditStore, ListRuns } from "@bellwether/core/run";
import type { ReadDecisions } from "@bellwether/core/signal";
import type { ReceiptStore } from "@bellwether/core/store";
import {
  DAY_SECONDS,
  dayOf,
  type EpochDay,
  HOUR_SECONDS,
  type Instant,
  type MarketNow,
  startOfDay,
  toIsoDate,
} from "@bellwether/core/time";
import { isActive, type ScanWorkflows, type Workflow } from "@bellwether/core/workflow";
import { auditPeriod } from "./audit-period.ts";
import { SCORED_DAYS, scoreWorkflow } from "./score-workflow.ts";

export type DailyReviewDeps = Readonly<{
  scanWorkflows: ScanWorkflows;
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  readDecisions: ReadDecisions;
  listRuns: ListRuns;
  writeAudit: AuditStore["write"];
  receipts: ReceiptStore;
  publish: Publish;
  marketNow: MarketNow;
  log: Log;
}>;

export type ReviewResult =
  | { readonly kind: "reviewed"; readonly scored: number; readonly failed: number }
  /** The day was reviewed already, or another process is reviewing it. */
  | { readonly kind: "nothing_to_do" };

/** After the last session of a day: New York's last evaluation is at 21:31 UTC in winter. */
const REVIEW_HOUR_SECONDS = 22 * HOUR_SECONDS;

/** Longer than a review takes. Afterwards another process may start a review that died. */
const CLAIM_LEASE_MS = 15 * 60_000;

/** Scores every active workflow once a day, after the sessions, and compares what was decided that day
 *  with its replay. May be called any number of times.
 *  A workflow that cannot be scored keeps its score and does not stop the others.
 *  Rejects with `StoreError` or `PublishError`: the next call tries again. */
export const dailyReview = (deps: DailyReviewDeps, stopping?: AbortSignal) => {
  const { receipts } = deps;
  let reviewedDay: EpochDay | null = null;
  return async (): Promise<ReviewResult> => {
    const day = dayOf(deps.marketNow() - REVIEW_HOUR_SECONDS);
    if (day === reviewedDay) return { kind: "nothing_to_do" };
    const key = `review#${toIsoDate(day)}`;
    const claim = await receipts.claim(key, CLAIM_LEASE_MS);
    if (claim.kind === "done") reviewedDay = day;
    if (claim.kind !== "claimed") return { kind: "nothing_to_do" };
    try {
      const result = await review(deps, day, stopping);
      if (stopping?.aborted === true) await receipts.release(key, claim.token);
      else await receipts.complete(key, claim.token);
      return result;
    } catch (error) {
      await receipts.release(key, claim.token);
      throw error;
    }
  };
};

async function review(
  deps: DailyReviewDeps,
  day: EpochDay,
  stopping?: AbortSignal,
): Promise<ReviewResult> {
  const to = startOfDay(day) + REVIEW_HOUR_SECONDS;
  const events: DomainEvent[] = [];
  let failed = 0;
  const active = (await deps.scanWorkflows()).flatMap((stored) =>
    stored.kind === "valid" && isActive(stored.value, to) ? [stored.value] : [],
  );
  for (const workflow of active) {
    if (stopping?.aborted === true) break;
    const event = await scored(deps, workflow, to, stopping);
    if (event === null) failed += 1;
    else events.push(event);
  }
  const audit = await auditPeriod(
    { ...deps, ...(stopping !== undefined && { stopping }) },
    active,
    { from: to - DAY_SECONDS, to },
  );
  if (stopping?.aborted !== true) {
    await deps.publish(events);
    await deps.writeAudit(audit);
  }
  deps.log.info("workflows scored", { scored: active.length - failed, failed });
  return { kind: "reviewed", scored: active.length - failed, failed };
}

async function scored(
  { market, log }: DailyReviewDeps,
  workflow: Workflow,
  to: Instant,
  stopping?: AbortSignal,
): Promise<DomainEvent | null> {
  const period = { from: to - SCORED_DAYS * DAY_SECONDS, to };
  const deps = { market, ...(stopping !== undefined && { stopping }) };
  try {
    const score = await scoreWorkflow(deps, workflow, period);
    return { type: "WorkflowScored", detail: { schema: 1, workflow_id: workflow.id, score } };
  } catch (error) {
    log.warn("a workflow could not be scored", { workflow_id: workflow.id, error });
    return null;
  }
}
