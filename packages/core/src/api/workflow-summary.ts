import { isExpired } from "../order/order.ts";
import type { LastOrder } from "../projection/last-order.ts";
import { signalsPerDay } from "../projection/signal-ticks.ts";
import type { WorkflowDecision } from "../signal/workflows-decided.ts";
import type { Stored } from "../store/stored.ts";
import type { Instant } from "../time/instant.ts";
import { isActive } from "../workflow/evaluate.ts";
import { isSnoozed, type Snooze } from "../workflow/snooze.ts";
import { nameKey, type Workflow } from "../workflow/workflow.ts";
import {
  type LatestOrders,
  type Now,
  type WorkflowSummary,
  workflowSummarySchema,
} from "./contract.ts";

/** The row of a workflow in the list. An order that has expired at `asOf` is left out. A broken
 *  workflow is shown with the fields that can be read. */
export function workflowSummary(
  stored: Stored<Workflow>,
  asOf: Instant,
  run: DecidedRun | null = null,
): WorkflowSummary {
  if (stored.kind === "broken") return brokenSummary(stored);
  const { value: workflow } = stored;
  const [{ indicator }, ...others] = workflow.conditions;
  return {
    id: workflow.id,
    name: workflow.name,
    index: workflow.index,
    cfd: workflow.cfd,
    enable: workflow.enable,
    dry_run: workflow.dry_run,
    is_us: workflow.is_us,
    end_date: workflow.end_date,
    indicator: indicator.name,
    ut: indicator.ut,
    other_indicators: others.map(({ indicator: { name, ut } }) => ({ indicator: name, ut })),
    version: workflow.version,
    tags: workflow.tags,
    problems: [],
    ...lastOrderColumns(unexpired(workflow.last_order, asOf)),
    signals_per_day: [...signalsPerDay(workflow.signal_ticks ?? [], asOf)],
    score: workflow.score?.workflow_version === workflow.version ? workflow.score : null,
    now: run === null ? null : nowOf(workflow, run),
    snooze: snoozeAt(workflow, asOf, run),
  };
}

/** The snooze of a workflow, unless it is over. One for an episode is over when the newest run has
 *  decided that this episode does not run any more. */
function snoozeAt(workflow: Workflow, asOf: Instant, run: DecidedRun | null): Snooze | null {
  const { snooze } = workflow;
  if (snooze === undefined) return null;
  if (snooze.snoozed_until !== null) return asOf < snooze.snoozed_until ? snooze : null;
  if (workflow.updated_at > snooze.snoozed_at) return null;
  const decision = run?.decisions.get(workflow.id);
  if (run === null || decision === undefined || run.tick < snooze.snoozed_at) return snooze;
  const { episode } = decision;
  return episode !== null && isSnoozed(snooze, { at: asOf, episode }) ? snooze : null;
}

/** What one run decided, by workflow. */
export type DecidedRun = Readonly<{
  tick: Instant;
  decisions: ReadonlyMap<string, WorkflowDecision>;
}>;

/** A workflow that was due has a decision; one that was active and has none was out of session. */
function nowOf(workflow: Workflow, { tick, decisions }: DecidedRun): Now | null {
  if (workflow.updated_at > tick || !isActive(workflow, tick)) return null;
  const decision = decisions.get(workflow.id);
  if (decision === undefined) return CLOSED;
  const { outcome, reason, distance_points, range_points, episode, episode_count } = decision;
  const comparable = distance_points !== null && range_points !== null && range_points > 0;
  const distance_ranges = comparable ? distance_points / range_points : null;
  return { outcome, reason, distance_points, distance_ranges, episode, episode_count };
}

const CLOSED = {
  outcome: "closed",
  reason: null,
  distance_points: null,
  distance_ranges: null,
  episode: null,
  episode_count: 0,
} as const;

/** The sort key of a row: its name without regard to case, then its id. */
export function summaryPosition(row: WorkflowSummary): SummaryPosition {
  return [nameKey(row.name), row.id];
}

export type SummaryPosition = readonly [nameKey: string, id: string];

export function comparePositions(one: SummaryPosition, other: SummaryPosition): number {
  return compare(one[0], other[0]) || compare(one[1], other[1]);
}

/** The latest unexpired order of each workflow, newest first, from the projection alone. */
export function latestOrders(
  stored: readonly Stored<Workflow>[],
  asOf: Instant,
): LatestOrders["orders"] {
  return stored
    .flatMap((each) => (each.kind === "valid" ? latestOrder(each.value, asOf) : []))
    .toSorted(
      (one, other) =>
        other.placed_at - one.placed_at || compare(one.workflow_id, other.workflow_id),
    );
}

function latestOrder(workflow: Workflow, asOf: Instant): LatestOrders["orders"] {
  const order = unexpired(workflow.last_order, asOf);
  if (order === undefined) return [];
  return [
    {
      id: order.id,
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      placed_at: order.placed_at,
      market: order.market,
      order_code: order.order_code,
      order_price: order.order_price,
      order_quantity: order.order_quantity,
      order_direction: order.order_direction,
      order_type: order.order_type,
      asset_type: order.asset_type,
      price_decimals: order.price_decimals,
      trigger_close: order.trigger_close,
      dry_run: order.dry_run,
    },
  ];
}

function unexpired(order: LastOrder | undefined, asOf: Instant): LastOrder | undefined {
  return order === undefined || isExpired(order, asOf) ? undefined : order;
}

function lastOrderColumns(order: LastOrder | undefined) {
  return {
    last_order_timestamp: order?.placed_at ?? null,
    last_order_market: order?.market ?? null,
    last_order_direction: order?.order_direction ?? null,
    last_order_quantity: order?.order_quantity ?? null,
    last_order_price: order?.order_price ?? null,
    last_order_price_decimals: order?.price_decimals ?? null,
    last_order_dry_run: order?.dry_run ?? null,
  };
}

function brokenSummary(stored: Extract<Stored<Workflow>, { kind: "broken" }>): WorkflowSummary {
  const item = stored.item;
  const legible = <Name extends keyof WorkflowSummary>(
    name: Name,
    otherwise: WorkflowSummary[Name],
  ): WorkflowSummary[Name] => {
    const value: unknown =
      typeof item === "object" && item !== null ? Reflect.get(item, name) : null;
    const parsed = workflowSummarySchema.shape[name].safeParse(value);
    return parsed.success ? (parsed.data as WorkflowSummary[Name]) : otherwise;
  };
  return {
    id: stored.id,
    name: stored.name,
    index: legible("index", ""),
    cfd: legible("cfd", ""),
    enable: legible("enable", false),
    dry_run: legible("dry_run", false),
    is_us: legible("is_us", false),
    end_date: legible("end_date", null),
    indicator: null,
    ut: null,
    other_indicators: [],
    version: legible("version", null),
    tags: legible("tags", []),
    problems: [...stored.problems],
    ...lastOrderColumns(undefined),
    signals_per_day: [...signalsPerDay([], 0)],
    score: null,
    now: null,
    snooze: null,
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
