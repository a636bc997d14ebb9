import { isDeepStrictEqual } from "node:util";
import { type Order, orderSchema } from "@bellwether/core/order";
import { type PutScore, scoreSchema } from "@bellwether/core/outcome";
import type {
  KeyPage,
  ProjectionStore,
  SignalKey,
  SignalRow,
  StoredProjection,
} from "@bellwether/core/projection";
import { signalId } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import type { OrderItems } from "./order-store.ts";
import type { WorkflowItems } from "./workflow-store.ts";

/** Rows of the list of signals by the ids of their orders. */
export type SignalItems = Map<string, SignalRow>;

/** In-memory implementation over the maps of the other stores, for simulations and handler tests. */
export function memoryProjectionStore(items: {
  readonly workflows: WorkflowItems;
  readonly orders: OrderItems;
  readonly signals: SignalItems;
}): ProjectionStore {
  const { workflows, orders, signals } = items;
  const withTicks = (workflowId: string, change: (ticks: Set<Instant>) => void) => {
    const item = workflows.get(workflowId);
    if (item === undefined) return;
    const ticks = new Set(ticksOf(item["signal_ticks"]));
    change(ticks);
    workflows.set(workflowId, withProjection(item, item["last_order"] ?? null, ticks));
  };
  return {
    advance: async (workflowId, lastOrder, ticks) => {
      withTicks(workflowId, (present) => {
        for (const tick of ticks) present.add(tick);
      });
      const item = workflows.get(workflowId);
      if (item === undefined) return "unchanged";
      const stored = item["last_order"];
      const isOlder = (placedAtOf(stored) ?? Number.POSITIVE_INFINITY) < lastOrder.placed_at;
      if (stored !== undefined && !isOlder) return "unchanged";
      workflows.set(workflowId, { ...item, last_order: lastOrder });
      return "written";
    },

    retire: async (workflowId, ticks) =>
      withTicks(workflowId, (present) => {
        for (const tick of ticks) present.delete(tick);
      }),

    replace: async (workflowId, { placed_at, signal_ticks }, next) => {
      const item = workflows.get(workflowId);
      if (item === undefined) return "gone";
      const current = storedProjection(item);
      const isSame = isDeepStrictEqual(current.signal_ticks, signal_ticks);
      if (current.placed_at !== placed_at || !isSame) return "conflict";
      workflows.set(workflowId, withProjection(item, next.last_order, new Set(next.signal_ticks)));
      return "written";
    },

    read: async (workflowId) => {
      const item = workflows.get(workflowId);
      return item === undefined ? { kind: "gone" } : { kind: "present", ...storedProjection(item) };
    },

    ordersOf: async (workflowId) =>
      [...orders.values()]
        .filter(({ workflow_id }) => workflow_id === workflowId)
        .sort((one, other) => other.placed_at - one.placed_at)
        .flatMap(parsed),

    putSignal: async (row) => {
      signals.set(signalId(row.workflow_id, row.placed_at), row);
    },
    removeSignal: async ({ workflow_id, placed_at }) => {
      signals.delete(signalId(workflow_id, placed_at));
    },
    readOrders: async (keys) => keys.flatMap((key) => parsed(orders.get(idOf(key)))),
    readSignals: async (keys) =>
      keys.flatMap((key) => {
        const stored = signals.get(idOf(key));
        return stored === undefined ? [] : [{ key, stored }];
      }),
    orderKeys: async () => onePage(orders),
    signalKeys: async () => onePage(signals),
  };
}

function onePage(items: ReadonlyMap<string, SignalKey>): KeyPage {
  const keys = [...items.values()].map(({ workflow_id, placed_at }) => ({
    workflow_id,
    placed_at,
  }));
  return { keys, next_after: null };
}

function idOf({ workflow_id, placed_at }: SignalKey): string {
  return signalId(workflow_id, placed_at);
}

function parsed(item: unknown): Order[] {
  const order = orderSchema.safeParse(item);
  return order.success ? [order.data] : [];
}

function storedProjection(item: Readonly<Record<string, unknown>>): StoredProjection {
  const stored = item["last_order"] ?? null;
  return { stored, placed_at: placedAtOf(stored), signal_ticks: ticksOf(item["signal_ticks"]) };
}

function ticksOf(stored: unknown): readonly Instant[] | null {
  return stored instanceof Set ? [...stored].toSorted((a, b) => a - b) : null;
}

/** Like DynamoDB, keeps no empty set. */
function withProjection<Item extends Readonly<Record<string, unknown>>>(
  item: Item,
  lastOrder: unknown,
  ticks: ReadonlySet<Instant>,
): Item {
  const { last_order: _order, signal_ticks: _ticks, ...rest } = item;
  return {
    ...rest,
    ...(lastOrder !== null && { last_order: lastOrder }),
    ...(ticks.size > 0 && { signal_ticks: new Set([...ticks].toSorted((a, b) => a - b)) }),
  } as unknown as Item;
}

function placedAtOf(stored: unknown): Instant | null {
  if (typeof stored !== "object" || stored === null || !("placed_at" in stored)) return null;
  return typeof stored.placed_at === "number" ? stored.placed_at : null;
}

/** Score projection over the map of workflows, for simulations and handler tests. */
export function memoryScoreProjection(workflows: WorkflowItems): PutScore {
  return async (workflowId, score) => {
    const item = workflows.get(workflowId);
    const stored = scoreSchema.safeParse(item?.["score"]);
    const isNewer = !stored.success || stored.data.scored_to < score.scored_to;
    if (item === undefined || !isNewer) return "unchanged";
    workflows.set(workflowId, { ...item, score });
    return "written";
  };
}
