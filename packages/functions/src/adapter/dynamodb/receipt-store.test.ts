import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { losingTheFirstAnswerTo } from "../../testing/lost-answer.ts";
import { TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { receiptStore } from "./receipt-store.ts";
import { createTable } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";

const endpoint = inject("dynamodbEndpoint");
const client = dynamoClient({ endpoint });
const names = tableNames(`${randomUUID()}-`);
const over = (own: typeof client) =>
  receiptStore({
    documents: documentClient(own),
    names,
    systemNow: () => TICK * 1_000,
    newId: randomUUID,
  });
beforeAll(() => createTable(client, names.receipts, TABLES.receipts));
afterAll(() => client.destroy());

describe("the receipt store over DynamoDB", () => {
  it("recognizes its own claim when the response was lost", async () => {
    const flaky = losingTheFirstAnswerTo(endpoint, "UpdateItemCommand");
    const outcome = await over(flaky.client).claim("notify:lost", 30_000);
    flaky.client.destroy();
    expect(flaky.lost()).toBe(1);
    expect(outcome).toEqual({ kind: "claimed", token: expect.any(String) });
    const { token } = outcome as { token: string };
    expect(await over(client).complete("notify:lost", token)).toBe("completed");
  });

  it("rejects a claim on a damaged receipt with the reason", async () => {
    const Item = { key: "notify:damaged", state: 7 };
    await documentClient(client).send(new PutCommand({ TableName: names.receipts, Item }));
    await expect(over(client).claim("notify:damaged", 30_000)).rejects.toMatchObject({
      name: "StoreError",
      code: "refused",
      retryable: false,
    });
  });
});
