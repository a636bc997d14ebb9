import { randomUUID } from "node:crypto";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { decisionStoreContract } from "../../testing/decision-store-contract.ts";
import { episodeMessageStoreContract } from "../../testing/episode-message-store-contract.ts";
import { orderStoreContract } from "../../testing/order-store-contract.ts";
import { receiptStoreContract } from "../../testing/receipt-store-contract.ts";
import { runPartStoreContract } from "../../testing/run-part-store-contract.ts";
import { runStoreContract } from "../../testing/run-store-contract.ts";
import { workflowStoreContract } from "../../testing/workflow-store-contract.ts";
import { memoryDecisionStore } from "./decision-store.ts";
import { memoryOrderStore } from "./order-store.ts";
import { memoryRunPartStore } from "./run-part-store.ts";
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
episodeMessageStoreContract(async (systemNow) =>
  memoryEpisodeMessageStore({ systemNow, newId: randomUUID }),
);
receiptStoreContract(async (systemNow) => memoryReceiptStore({ systemNow, newId: randomUUID }));
runStoreContract(async () => memoryRunStore());
decisionStoreContract(async () => memoryDecisionStore());
runPartStoreContract(async () => memoryRunPartStore());
