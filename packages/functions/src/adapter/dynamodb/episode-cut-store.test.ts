import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, expect, inject, it } from "vitest";
import { episodeCutStoreContract } from "../../testing/episode-cut-store-contract.ts";
import { aWorkflow, TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { episodeCutStore } from "./episode-cut-store.ts";
import { signalKeys, signalList } from "./signal-table.ts";
import { createTable } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
afterAll(() => client.destroy());

async function freshTable() {
  const names = tableNames(`${randomUUID()}-`);
  await createTable(client, names.signals, TABLES.signals);
  return { documents, names };
}

episodeCutStoreContract(async () => episodeCutStore(await freshTable()));

it("notes of cut episodes are not in the list of signals", async () => {
  const table = await freshTable();
  const { id } = aWorkflow();
  const cut = { workflow_id: id, version: 1, at: TICK, reason: "deleted", episode: null } as const;
  await episodeCutStore(table).put({ ...cut, episode_count: 0 });
  const query = { asOf: TICK, limit: 10, after: null, filter: {} };
  expect(await signalList(table)(query)).toEqual({ signals: [], next_after: null });
  expect(await signalKeys(table, null)).toEqual({ keys: [], next_after: null });
});

it("a damaged note of a cut episode is left out", async () => {
  const table = await freshTable();
  const Item = { list: "episode cuts", position: "1#x", at: "perhaps" };
  await documents.send(new PutCommand({ TableName: table.names.signals, Item }));
  expect(await episodeCutStore(table).list()).toEqual([]);
});
