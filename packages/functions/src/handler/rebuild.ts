import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import { type KeyPage, type ProjectionStore, projectionOf } from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import type { MarketNow, Sleep } from "@bellwether/core/time";
import type { ScanWorkflows } from "@bellwether/core/workflow";
import { derive, isProjected } from "./derive.ts";
import { deriveSignals, type SignalDifference, signalDifferences } from "./derive-signals.ts";

export type RebuildDeps = Readonly<{
  projections: ProjectionStore;
  scanWorkflows: ScanWorkflows;
  marketNow: MarketNow;
  sleep: Sleep;
  log: Log;
}>;

export type RebuildOptions = Readonly<{
  /** Only report the differences. */
  check?: boolean;
  /** The workflows to derive; all when absent. */
  only?: (workflow: Named) => boolean;
  onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}>;

export type Named = Readonly<{ id: string; name: string }>;

export type RebuildReport = Readonly<{
  /** Workflows that were checked, including those deleted meanwhile. */
  workflows: number;
  /** Workflows whose projection was not that of their orders, and signals whose row was not that of
   *  their order; corrected unless `check` is set. */
  differences: readonly Named[];
  failed: readonly (Named & { readonly reason: string })[];
}>;

/** Workflows derived concurrently. */
const CONCURRENT_WORKFLOWS = 8;

/** A running projector lags by milliseconds, so a difference counts if it remains after this pause. */
const RECHECK_AFTER_MS = 2_000;

/** Derives every workflow's projection and the list of signals from the orders table, beside the
 *  running projector: it ends with what the projector would have written. Rejects with `StoreError`
 *  when the list of signals cannot be read or written. */
export const rebuild =
  (deps: RebuildDeps) =>
  async (options: Omit<RebuildOptions, "only"> = {}): Promise<RebuildReport> => {
    const report = await rebuildWorkflows(deps)(options);
    const differences = [...report.differences];
    for (const list of ["orders", "signals"] as const) {
      let after: KeyPage["next_after"] = null;
      do {
        const page: SignalRebuild = await rebuildSignals(deps)(list, after, options);
        differences.push(...page.differences);
        after = page.next_after;
      } while (after !== null);
    }
    return { ...report, differences };
  };

/** Derives the projection of every workflow. The failure of one workflow is reported and does not
 *  stop the others; a rebuild that was interrupted is run again. */
export const rebuildWorkflows =
  (deps: RebuildDeps) =>
  async ({ check = false, only, onProgress }: RebuildOptions = {}): Promise<RebuildReport> => {
    const workflows = (await deps.scanWorkflows())
      .map((stored) => (stored.kind === "valid" ? stored.value : stored))
      .filter((workflow) => only?.(workflow) ?? true)
      .map(({ id, name }): Named => ({ id, name }));
    const examine = check ? differs(deps) : derives(deps);
    const first = await examineAll(workflows, examine, onProgress);
    const suspects = first.filter(({ outcome }) => outcome === "different");
    if (check && suspects.length > 0) await deps.sleep(RECHECK_AFTER_MS);
    const second = check
      ? await examineAll(
          suspects.map(({ workflow }) => workflow),
          examine,
        )
      : suspects;
    const report = reportOf(first, second);
    deps.log.info(check ? "projections checked" : "projections rebuilt", {
      workflows: report.workflows,
      differences: report.differences.length,
      failed: report.failed.length,
    });
    return report;
  };

export type SignalRebuild = Readonly<{
  differences: readonly Named[];
  next_after: KeyPage["next_after"];
}>;

/** Derives the rows of one page of orders, which finds those that are missing or wrong, or of one page
 *  of the list, which finds those whose order is gone. */
export const rebuildSignals =
  (deps: Pick<RebuildDeps, "projections" | "marketNow" | "sleep">) =>
  async (
    list: "orders" | "signals",
    after: KeyPage["next_after"],
    { check = false }: Pick<RebuildOptions, "check"> = {},
  ): Promise<SignalRebuild> => {
    const { projections } = deps;
    const { keys, next_after } = await (list === "orders"
      ? projections.orderKeys(after)
      : projections.signalKeys(after));
    const differences = check
      ? await lastingDifferences(deps, keys)
      : await deriveSignals(deps)(keys);
    return {
      differences: differences.map(({ key, name }) => ({
        id: signalId(key.workflow_id, key.placed_at),
        name,
      })),
      next_after,
    };
  };

async function lastingDifferences(
  deps: Pick<RebuildDeps, "projections" | "marketNow" | "sleep">,
  keys: KeyPage["keys"],
): Promise<readonly SignalDifference[]> {
  const first = await signalDifferences(deps)(keys);
  if (first.length === 0) return first;
  await deps.sleep(RECHECK_AFTER_MS);
  return signalDifferences(deps)(first.map(({ key }) => key));
}

type Outcome = "same" | "different" | { readonly reason: string };
type Examine = (workflowId: string) => Promise<Outcome>;
type Examined = Readonly<{ workflow: Named; outcome: Outcome }>;

const derives =
  (deps: RebuildDeps): Examine =>
  async (workflowId) =>
    (await derive(deps)(workflowId)) === "written" ? "different" : "same";

const differs =
  ({ projections }: { readonly projections: ProjectionStore }): Examine =>
  async (workflowId) => {
    const current = await projections.read(workflowId);
    if (current.kind === "gone") return "same";
    const next = projectionOf(await projections.ordersOf(workflowId));
    return isProjected(current, next) ? "same" : "different";
  };

async function examineAll(
  workflows: readonly Named[],
  examine: Examine,
  onProgress: RebuildOptions["onProgress"] = () => {},
): Promise<readonly Examined[]> {
  const examined: Examined[] = [];
  for (let from = 0; from < workflows.length; from += CONCURRENT_WORKFLOWS) {
    const group = workflows.slice(from, from + CONCURRENT_WORKFLOWS);
    const outcomes = await Promise.all(group.map(({ id }) => orReason(examine(id))));
    group.forEach((workflow, position) => {
      examined.push({ workflow, outcome: outcomes[position] ?? "same" });
    });
    onProgress({ done: examined.length, total: workflows.length });
  }
  return examined;
}

async function orReason(examination: Promise<Outcome>): Promise<Outcome> {
  try {
    return await examination;
  } catch (error) {
    return { reason: messageOf(error) };
  }
}

function reportOf(first: readonly Examined[], second: readonly Examined[]): RebuildReport {
  const failures = [...first, ...second].flatMap(({ workflow, outcome }) =>
    typeof outcome === "string" ? [] : [{ ...workflow, reason: outcome.reason }],
  );
  return {
    workflows: first.length,
    differences: second.flatMap(({ workflow, outcome }) =>
      outcome === "different" ? [workflow] : [],
    ),
    failed: failures,
  };
}
