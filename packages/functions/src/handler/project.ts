import { unmarshall } from "@aws-sdk/util-dynamodb";
import { explain, type ObserveHop, observeHop } from "@bellwether/core/event";
import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import { type Order, orderSchema } from "@bellwether/core/order";
import {
  type LastOrder,
  lastOrderOf,
  newer,
  type ProjectionStore,
  signalRowOf,
} from "@bellwether/core/projection";
import type { Instant, SystemNow } from "@bellwether/core/time";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import * as z from "zod";
import { derive } from "./derive.ts";

export type ProjectDeps = Readonly<{
  projections: ProjectionStore;
  observe?: ObserveHop;
  systemNow: SystemNow;
  log: Log;
}>;

/** Workflows projected at one time: enough to hide the latency of one. With a row for each, half of a
 *  transaction of the embedded database (group-commit.ts). */
const CONCURRENT_WORKFLOWS = 50;

/** Follows the orders table: keeps `last_order` of each workflow at its newest order, `signal_ticks`
 *  at all of them, and one row for each in the list of signals.
 *
 *  The records of a batch are folded first, so that each workflow is written at most once. A record
 *  that cannot be read fails alone, a write that fails does so for its workflow alone: both are
 *  reported by sequence number, and what is delivered again changes nothing. */
export const projectHandler =
  (deps: ProjectDeps) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    const { changes, poisoned } = fold(event.Records, deps.log);
    const failed = [...poisoned];
    const pending = [...changes.values()];
    while (pending.length > 0) {
      const group = pending.splice(0, CONCURRENT_WORKFLOWS);
      const results = await Promise.allSettled(group.map((change) => project(deps, change)));
      results.forEach((result, position) => {
        const change = group[position];
        if (result.status === "fulfilled" || change === undefined) return;
        deps.log.warn("projection failed", {
          workflow_id: change.workflowId,
          reason: messageOf(result.reason),
        });
        failed.push(change.firstSequence);
      });
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };

/** The changes of one workflow in a batch. */
type Change = {
  readonly workflowId: string;
  /** Of the first record that names the workflow. A failure is reported from there, because the
   *  caller takes all that came before the lowest failure as done. */
  readonly firstSequence: string;
  /** The newest order that was inserted. */
  newest: LastOrder | undefined;
  /** Orders that were removed, or altered manually. Their images must not be projected. */
  readonly disturbed: Set<Instant>;
  /** Whether an order was altered manually. */
  isAltered: boolean;
  /** Each order as the last of its records left it; null where it is gone or cannot be read. */
  readonly orders: Map<Instant, Order | null>;
};

const keysSchema = z.object({ workflow_id: z.string().min(1), placed_at: z.number() });

function fold(
  records: readonly DynamoDBRecord[],
  log: Log,
): { changes: ReadonlyMap<string, Change>; poisoned: readonly string[] } {
  const changes = new Map<string, Change>();
  const poisoned: string[] = [];
  for (const record of records) {
    const sequence = record.dynamodb?.SequenceNumber ?? "";
    try {
      const { workflow_id, placed_at } = keysSchema.parse(imageOf(record.dynamodb?.Keys));
      const change = changes.get(workflow_id) ?? {
        workflowId: workflow_id,
        firstSequence: sequence,
        newest: undefined,
        disturbed: new Set<Instant>(),
        isAltered: false,
        orders: new Map<Instant, Order | null>(),
      };
      if (record.eventName === "INSERT") {
        const order = orderSchema.parse(imageOf(record.dynamodb?.NewImage));
        change.newest = newer(change.newest, lastOrderOf(order));
        change.orders.set(placed_at, order);
      } else {
        change.disturbed.add(placed_at);
        change.isAltered ||= record.eventName === "MODIFY";
        const left = orderSchema.safeParse(imageOf(record.dynamodb?.NewImage));
        change.orders.set(placed_at, left.success ? left.data : null);
      }
      changes.set(workflow_id, change);
    } catch (error) {
      const reason = error instanceof z.ZodError ? explain(error) : messageOf(error);
      log.error("stream record cannot be read", { sequence_number: sequence, reason });
      poisoned.push(sequence);
    }
  }
  return { changes, poisoned };
}

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

function imageOf(image: Image | undefined): Record<string, unknown> {
  // The two packages declare the same wire format under two names.
  return unmarshall((image ?? {}) as Parameters<typeof unmarshall>[0]);
}

async function project(deps: ProjectDeps, change: Change): Promise<void> {
  const { workflowId, newest, disturbed, orders } = change;
  await writeRows(deps, change);
  if (disturbed.size > 0 && (await touchesLastOrder(deps, change))) {
    await derive(deps)(workflowId);
    return;
  }
  const ticks = [...orders.keys()];
  const gone = ticks.filter((tick) => orders.get(tick) === null);
  await deps.projections.retire(workflowId, gone);
  if (newest === undefined) return;
  const present = ticks.filter((tick) => orders.get(tick) !== null);
  const projected = { ...newest, projected_at_ms: deps.systemNow() };
  const outcome = await deps.projections.advance(workflowId, projected, present);
  for (const order of orders.values()) {
    observeHop(deps.observe, "projected", order?.emitted_at_ms, deps.systemNow());
  }
  deps.log.info(outcome === "written" ? "projected" : "projection was already up to date", {
    tick: newest.placed_at,
    workflow_id: workflowId,
    signal_id: newest.id,
  });
}

/** A row depends only on its order, so writing it again changes nothing. */
async function writeRows(
  { projections }: ProjectDeps,
  { workflowId, orders }: Change,
): Promise<void> {
  const writes = [...orders].map(([placed_at, order]) =>
    order === null
      ? projections.removeSignal({ workflow_id: workflowId, placed_at })
      : projections.putSignal(signalRowOf(order)),
  );
  await Promise.all(writes);
}

/** Whether an order was altered, or a removed one is in `last_order` or would be put there by this
 *  batch. Any other removal only removes its tick. */
async function touchesLastOrder(
  { projections }: ProjectDeps,
  { workflowId, newest, disturbed, isAltered }: Change,
): Promise<boolean> {
  if (isAltered || (newest !== undefined && disturbed.has(newest.placed_at))) return true;
  const current = await projections.read(workflowId);
  return (
    current.kind === "present" && current.placed_at !== null && disturbed.has(current.placed_at)
  );
}
