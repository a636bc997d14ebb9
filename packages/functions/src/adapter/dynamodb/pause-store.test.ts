import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, expect, inject, it } from "vitest";
import { pauseStoreContract } from "../../testing/pause-store-contract.ts";
import { TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { pauseStore } from "./pause-store.ts";
import { runStore } from "./run-store.ts";
import { createTable } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
afterAll(() => client.destroy());

async function freshTable() {
  const names = tableNames(`${randomUUID()}-`);
  await createTable(client, names.runs, TABLES.runs);
  return names;
}

pauseStoreContract(async () => pauseStore({ documents, names: await freshTable() }));

it("the pause store does not add the pause to the list of runs", async () => {
  const names = await freshTable();
  await pauseStore({ documents, names }).write({ paused: true, changed_at: TICK, by: "ada" });
  expect(await runStore({ documents, names }).list({ limit: 10, asOf: TICK })).toEqual([]);
});

it("the pause store fails on a damaged item instead of guessing", async () => {
  const names = await freshTable();
  const Item = { day: "pause", tick: 0, paused: "perhaps" };
  await documents.send(new PutCommand({ TableName: names.runs, Item }));
  await expect(pauseStore({ documents, names }).read()).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("pause or resume again"),
  });
});
