import { randomUUID } from "node:crypto";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { decodeInstants, orderHistorySchema, workflowListSchema } from "@bellwether/core/api";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { createTables } from "../adapter/dynamodb/table.ts";
import { tableNames } from "../adapter/dynamodb/table-definition.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { anOrder, aWorkflowWithOrder, TICK } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

const client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
const documents = documentClient(client);
const names = tableNames(`${randomUUID()}-`);
const { send } = apiHarness({
  workflows: workflowStore({ documents, names }),
  orders: orderStore({ documents, names }),
});

/** Every request on the wire, repetitions included. */
const requests: { operation: string; table: string; select: string | undefined }[] = [];
client.middlewareStack.add(
  (next, context) => (args) => {
    const input = args.input as { TableName?: string; Select?: string };
    requests.push({
      operation: String(context.commandName).replace("Command", ""),
      table: input.TableName?.slice(names.workflows.length - "workflows".length) ?? "",
      select: input.Select,
    });
    return next(args);
  },
  { step: "finalizeRequest", priority: "low" },
);

/** Of ten kilobytes each: more than one page of a scan, which is a megabyte. */
const WORKFLOWS = 120;
const workflow_id = randomUUID();

beforeAll(async () => {
  await createTables(client, names);
  const seeds = Array.from({ length: WORKFLOWS }, (_, nth) => ({
    ...aWorkflowWithOrder(TICK - nth, { id: randomUUID(), name: `Workflow ${nth}` }),
    weight: "x".repeat(10_000),
  }));
  const orders = Array.from({ length: 130 }, (_, nth) =>
    anOrder({ workflow_id, placed_at: TICK - nth * 1_800 }),
  );
  await write(names.workflows, seeds);
  await write(names.workflow_orders, orders);
});
afterAll(() => client.destroy());
beforeEach(() => {
  requests.length = 0;
});

async function write(table: string, items: readonly object[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const puts = items
      .slice(from, from + 25)
      .map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
  }
}

describe("database requests", () => {
  it("for the list are scans of workflows, as many as its bytes need, and none of orders", async () => {
    const reply = await send("/workflows");
    const { workflows } = workflowListSchema.parse(decodeInstants(reply.json));
    expect(workflows).toHaveLength(WORKFLOWS);
    expect(workflows.every(({ last_order_price }) => last_order_price === 7_983)).toBe(true);
    expect(requests).toEqual([
      { operation: "Scan", table: "workflows", select: undefined },
      { operation: "Scan", table: "workflows", select: undefined },
    ]);
  });

  it("for a page of the list and for the latest orders are the same scans", async () => {
    await send("/workflows?limit=20");
    await send("/orders");
    expect(requests).toHaveLength(4);
    const distinct = new Set(requests.map(({ operation, table }) => `${operation} ${table}`));
    expect([...distinct]).toEqual(["Scan workflows"]);
  });

  it.each([
    ["", 20],
    ["?limit=1", 1],
    ["?limit=100", 100],
  ])("for a history%s are one query and one count", async (query, length) => {
    const reply = await send(`/workflows/${workflow_id}/orders${query}`);
    const { orders, total_count } = orderHistorySchema.parse(decodeInstants(reply.json));
    expect([orders.length, total_count]).toEqual([length, 130]);
    expect(requests).toHaveLength(2);
    expect(requests).toEqual(
      expect.arrayContaining([
        { operation: "Query", table: "workflow_orders", select: undefined },
        { operation: "Query", table: "workflow_orders", select: "COUNT" },
      ]),
    );
  });

  it("for one order are one get by its key", async () => {
    const { id } = anOrder({ workflow_id, placed_at: TICK });
    expect((await send(`/orders/${id}`)).status).toBe(200);
    expect(requests).toEqual([
      { operation: "GetItem", table: "workflow_orders", select: undefined },
    ]);
  });
});
