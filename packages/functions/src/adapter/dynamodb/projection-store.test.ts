import { randomUUID } from "node:crypto";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, inject } from "vitest";
import { projectionStoreContract } from "../../testing/projection-store-contract.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { projectionStore, scoreProjection } from "./projection-store.ts";
import { createTables } from "./table.ts";
import { tableNames } from "./table-definition.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const names = tableNames(`${randomUUID()}-`);
beforeAll(() => createTables(client, names));
afterAll(() => client.destroy());

projectionStoreContract(async () => ({
  store: projectionStore({ documents, names }),
  putScore: scoreProjection({ documents, names }),
  putWorkflow: async (Item) => {
    await documents.send(new PutCommand({ TableName: names.workflows, Item }));
  },
  putOrder: async (Item) => {
    await documents.send(new PutCommand({ TableName: names.workflow_orders, Item }));
  },
  readWorkflow: async (id) => {
    const { Item } = await documents.send(
      new GetCommand({ TableName: names.workflows, Key: { id }, ConsistentRead: true }),
    );
    return Item;
  },
}));
