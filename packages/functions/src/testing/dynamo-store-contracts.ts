import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { episodeMessageStore } from "../adapter/dynamodb/episode-message-store.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { runPartStore } from "../adapter/dynamodb/run-part-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { createTable } from "../adapter/dynamodb/table.ts";
import { TABLES, tableNames } from "../adapter/dynamodb/table-definition.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { decisionStoreContract } from "./decision-store-contract.ts";
import { episodeMessageStoreContract } from "./episode-message-store-contract.ts";
import { orderStoreContract } from "./order-store-contract.ts";
import { receiptStoreContract } from "./receipt-store-contract.ts";
import { runPartStoreContract } from "./run-part-store-contract.ts";
import { runStoreContract } from "./run-store-contract.ts";
import { workflowStoreContract } from "./workflow-store-contract.ts";

/** The contracts of the stores against one DynamoDB, each store with new tables. */
export function dynamoStoreContracts(client: DynamoDBClient): void {
  const documents = documentClient(client);
  const newTables = async (...tables: readonly (keyof typeof TABLES)[]) => {
    const names = tableNames(`${randomUUID()}-`);
    for (const table of tables) await createTable(client, names[table], TABLES[table]);
    return names;
  };
  workflowStoreContract(async () => {
    const names = await newTables("workflows", "workflow_names");
    return {
      store: workflowStore({ documents, names }),
      putItem: async (item) => {
        await documents.send(new PutCommand({ TableName: names.workflows, Item: item }));
      },
    };
  });
  orderStoreContract(async () =>
    orderStore({ documents, names: await newTables("workflow_orders") }),
  );
  episodeMessageStoreContract(async (systemNow) =>
    episodeMessageStore({
      documents,
      names: await newTables("receipts"),
      systemNow,
      newId: randomUUID,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    }),
  );
  receiptStoreContract(async (systemNow) =>
    receiptStore({
      documents,
      names: await newTables("receipts"),
      systemNow,
      newId: randomUUID,
    }),
  );
  runStoreContract(async () => runStore({ documents, names: await newTables("runs") }));
  decisionStoreContract(async () =>
    decisionStore({ documents, names: await newTables("decisions") }),
  );
  runPartStoreContract(async () =>
    runPartStore({ documents, names: await newTables("decisions") }),
  );
}
