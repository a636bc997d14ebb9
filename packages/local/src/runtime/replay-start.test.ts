import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import {
  createTable,
  createTables,
  documentClient,
  dynamoClient,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { afterAll, describe, expect, inject, it } from "vitest";
import { LOCAL_STATE_TABLE, localState } from "../database/local-state.ts";
import { QUEUES_TABLE } from "../queue/queue-store.ts";
import { replayStart } from "./replay-start.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
afterAll(() => client.destroy());

describe("a replay whose stored position is damaged", () => {
  it("begins again and logs the item and the reason", async () => {
    const prefix = `${randomUUID()}-`;
    const names = tableNames(prefix);
    const queuesTable = `${prefix}queues`;
    const tableName = `${prefix}state`;
    await createTables(client, names);
    await createTable(client, queuesTable, QUEUES_TABLE);
    await createTable(client, tableName, LOCAL_STATE_TABLE);
    const Item = { key: "replay", subject: 17, at: "noon" };
    await documents.send(new PutCommand({ TableName: tableName, Item }));
    const errors: unknown[] = [];
    const log = {
      info: () => {},
      warn: () => {},
      error: (...line: unknown[]) => errors.push(line),
    };
    const state = localState({ documents, tableName });
    const plan = { subject: "a", from: 1_000, until: 2_000, traded: [], tickEveryMs: null };
    expect(await replayStart({ documents, names, queuesTable, state, log }, plan, false)).toEqual({
      subject: "a",
      at: 1_000,
      finished: false,
    });
    expect(errors).toEqual([
      ["the position of the replay is damaged: the replay restarts", { key: "replay" }],
    ]);
  });
});
