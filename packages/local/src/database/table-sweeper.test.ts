import { randomUUID } from "node:crypto";
import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import {
  createTable,
  documentClient,
  dynamoClient,
  TABLES,
} from "@bellwether/functions/adapter/dynamodb";
import { anOrder, TICK } from "@bellwether/functions/testing";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { tableSweeper } from "./table-sweeper.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
afterAll(() => client.destroy());

const sleep = async () => {};

describe("the sweeper of a table", () => {
  let table: string;
  const id = randomUUID();
  const order = (step: number) => anOrder({ workflow_id: id, placed_at: TICK + step });
  const left = async () => {
    const { Items = [] } = await documents.send(
      new ScanCommand({ TableName: table, ConsistentRead: true }),
    );
    return Items.map((item) => Number(item["placed_at"]) - TICK).sort((a, b) => a - b);
  };

  beforeEach(async () => {
    table = `${randomUUID()}-orders`;
    await createTable(client, table, TABLES.workflow_orders);
    for (let step = 0; step < 7; step += 1) {
      await documents.send(new PutCommand({ TableName: table, Item: order(step) }));
    }
  });

  it("deletes only items that have expired by its clock", async () => {
    const sweeper = tableSweeper({
      documents,
      table,
      sleep,
      definition: TABLES.workflow_orders,
      now: () => order(3).ttl,
    });
    expect(await sweeper.sweep()).toEqual({ deleted: 4, complete: true });
    expect(await left()).toEqual([4, 5, 6]);
    expect(await sweeper.sweep()).toEqual({ deleted: 0, complete: true });
  });

  it("reads a bounded number of items in each sweep and continues where it stopped", async () => {
    const sweeper = tableSweeper(
      { documents, table, sleep, definition: TABLES.workflow_orders, now: () => order(9).ttl },
      { itemsPerSweep: 3 },
    );
    expect(await sweeper.sweep()).toEqual({ deleted: 3, complete: false });
    expect(await sweeper.sweep()).toEqual({ deleted: 3, complete: false });
    expect(await sweeper.sweep()).toEqual({ deleted: 1, complete: true });
    expect(await left()).toEqual([]);
  });
});
