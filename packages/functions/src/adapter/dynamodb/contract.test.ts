import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, inject } from "vitest";
import { decisionStoreContract } from "../../testing/decision-store-contract.ts";
import { orderStoreContract } from "../../testing/order-store-contract.ts";
import { receiptStoreContract } from "../../testing/receipt-store-contract.ts";
import { runStoreContract } from "../../testing/run-store-contract.ts";
import { workflowStoreContract } from "../../testing/workflow-store-contract.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { decisionStore } from "./decision-store.ts";
import { orderStore } from "./order-store.ts";
import { receiptStore } from "./receipt-store.ts";
import { runStore } from "./run-store.ts";
import { createTable, createTables } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";
import { workflowStore } from "./workflow-store.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const shared = tableNames(`${randomUUID()}-`);
beforeAll(() => createTables(client, shared));
afterAll(() => client.destroy());

workflowStoreContract(async () => {
  const names = tableNames(`${randomUUID()}-`);
  await createTable(client, names.workflows, TABLES.workflows);
  await createTable(client, names.workflow_names, TABLES.workflow_names);
  return {
    store: workflowStore({ documents, names }),
    putItem: async (item) => {
      await documents.send(new PutCommand({ TableName: names.workflows, Item: item }));
    },
  };
});
orderStoreContract(async () => orderStore({ documents, names: shared }));
receiptStoreContract(async (systemNow) =>
  receiptStore({ documents, names: shared, systemNow, newId: randomUUID }),
);
runStoreContract(async () => {
  const names = tableNames(`${randomUUID()}-`);
  await createTable(client, names.runs, TABLES.runs);
  return runStore({ documents, names });
});
decisionStoreContract(async () => {
  const names = tableNames(`${randomUUID()}-`);
  await createTable(client, names.decisions, TABLES.decisions);
  return decisionStore({ documents, names });
});
