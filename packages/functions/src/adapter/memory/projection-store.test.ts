import type { Order } from "@bellwether/core/order";
import { signalId } from "@bellwether/core/signal";
import { projectionStoreContract } from "../../testing/projection-store-contract.ts";
import type { OrderItems } from "./order-store.ts";
import {
  memoryProjectionStore,
  memoryScoreProjection,
  type SignalItems,
} from "./projection-store.ts";
import { memorySignalList } from "./signal-list.ts";
import type { WorkflowItems } from "./workflow-store.ts";

projectionStoreContract(async () => {
  const workflows: WorkflowItems = new Map();
  const orders: OrderItems = new Map();
  const signals: SignalItems = new Map();
  return {
    store: memoryProjectionStore({ workflows, orders, signals }),
    putScore: memoryScoreProjection(workflows),
    putWorkflow: async (item) => {
      workflows.set(item.id, item);
    },
    putOrder: async (item) => {
      orders.set(signalId(item.workflow_id, item.placed_at), item as unknown as Order);
    },
    readWorkflow: async (id) => workflows.get(id),
    list: memorySignalList(signals),
  };
});
