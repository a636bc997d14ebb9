import { randomUUID } from "node:crypto";
import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import {
  createTables,
  documentClient,
  dynamoClient,
  TABLES,
  type TableName,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { TICK } from "@bellwether/functions/testing";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expirySweepers } from "./expiry.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const names = tableNames(`${randomUUID()}-`);
beforeAll(() => createTables(client, names));
afterAll(() => client.destroy());

const DAY = 86_400;
const expiring = (Object.keys(TABLES) as TableName[]).filter((name) => TABLES[name].expires);

const put = async (name: TableName, step: number, ttl: number) => {
  const { partitionKey, sortKey } = TABLES[name] as (typeof TABLES)["workflow_orders"];
  const value = ({ type }: { readonly type: string }) => (type === "N" ? step : String(step));
  const Item = {
    [partitionKey.name]: value(partitionKey),
    ...(sortKey !== undefined && { [sortKey.name]: value(sortKey) }),
    ttl,
  };
  await documents.send(new PutCommand({ TableName: names[name], Item }));
};
const left = async (name: TableName) => {
  const { Items = [] } = await documents.send(
    new ScanCommand({ TableName: names[name], ConsistentRead: true }),
  );
  return Items.map((item) => item["ttl"]);
};

describe("items with a time to live", () => {
  it("are deleted from every table that has them: orders, runs, decisions and receipts", async () => {
    // A replay: the market's clock is a year behind the machine's.
    const systemNow = TICK + 365 * DAY;
    for (const name of expiring) {
      const now = name === "receipts" ? systemNow : TICK;
      await put(name, 1, now - 1);
      await put(name, 2, now);
      await put(name, 3, now + 1);
    }
    const sweepers = expirySweepers({
      documents,
      names,
      marketNow: () => TICK,
      systemNow: () => systemNow * 1_000,
      sleep: async () => {},
    });
    for (const [, { sweep }] of sweepers) await sweep();
    expect(expiring).toEqual(expect.arrayContaining(["workflow_orders", "runs", "receipts"]));
    for (const name of expiring) {
      const now = name === "receipts" ? systemNow : TICK;
      expect([name, await left(name)]).toEqual([name, [now + 1]]);
    }
  });
});
