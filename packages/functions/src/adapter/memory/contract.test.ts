import { randomUUID } from "node:crypto";
import { orderStoreContract } from "../../contract/order-store-contract.ts";
import { receiptStoreContract } from "../../contract/receipt-store-contract.ts";
import { runStoreContract } from "../../contract/run-store-contract.ts";
import { workflowStoreContract } from "../../contract/workflow-store-contract.ts";
import { memoryOrderStore } from "./order-store.ts";
import { memoryReceiptStore } from "./receipt-store.ts";
import { memoryRunStore } from "./run-store.ts";
import { memoryWorkflowStore, type WorkflowItems } from "./workflow-store.ts";

workflowStoreContract(async () => {
  const items: WorkflowItems = new Map();
  return {
    store: memoryWorkflowStore(items),
    putItem: async (item) => {
      items.set(item.id, item);
    },
  };
});
orderStoreContract(async () => memoryOrderStore());
receiptStoreContract(async (systemNow) => memoryReceiptStore({ systemNow, newId: randomUUID }));
runStoreContract(async () => memoryRunStore());
