import { randomUUID } from "node:crypto";
import { GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { nameKey } from "@bellwether/core/workflow";
import {
  createTables,
  documentClient,
  dynamoClient,
  orderStore,
  tableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import { anOrder, aWorkflow, TICK } from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { groupCommits } from "./group-commit.ts";

const named = (name: string) => aWorkflow({ id: randomUUID(), name });

describe("concurrent writes", () => {
  const names = tableNames(`${randomUUID()}-`);
  let client: ReturnType<typeof dynamoClient>;
  let documents: ReturnType<typeof documentClient>;
  /** Operations that reached the database, in order. */
  let sent: string[];
  beforeEach(async () => {
    client = dynamoClient({ endpoint: inject("dynamodbEndpoint") });
    documents = documentClient(client);
    await createTables(client, names);
    groupCommits(
      documents,
      new Map([
        [names.workflows, ["id"]],
        [names.workflow_names, ["name_key"]],
        [names.workflow_orders, ["workflow_id", "placed_at"]],
      ]),
    );
    sent = [];
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          sent.push(commandName ?? "");
          return next(args);
        },
      { step: "finalizeRequest", name: "record" },
    );
  });
  afterEach(() => client.destroy());

  const orders = () => orderStore({ documents, names });
  const workflows = () => workflowStore({ documents, names });
  const stored = async (workflow_id: string, placed_at: number) => {
    const Key = { workflow_id, placed_at };
    const { Item } = await documents.send(
      new GetCommand({ TableName: names.workflow_orders, Key, ConsistentRead: true }),
    );
    return Item;
  };

  it("share transactions of at most a hundred items", async () => {
    const put = Array.from({ length: 130 }, () => anOrder({ workflow_id: randomUUID() }));
    const outcomes = await Promise.all(put.map((order) => orders().put(order)));
    expect(outcomes.every((outcome) => outcome === "stored")).toBe(true);
    expect(sent).toEqual(["TransactWriteItemsCommand", "TransactWriteItemsCommand"]);
    for (const order of put) expect(await stored(order.workflow_id, TICK)).toEqual(order);
  });

  it("are independent: a duplicate does not affect the others", async () => {
    const [one, two, three] = [1, 2, 3].map(() => anOrder({ workflow_id: randomUUID() }));
    if (!one || !two || !three) throw new Error("no orders");
    await orders().put(two);
    const outcomes = await Promise.all([one, two, three].map((order) => orders().put(order)));
    expect(outcomes).toEqual(["stored", "duplicate", "stored"]);
    expect(await stored(one.workflow_id, TICK)).toBeDefined();
    expect(await stored(three.workflow_id, TICK)).toBeDefined();
  });

  it("to the same item keep their order", async () => {
    const order = anOrder({ workflow_id: randomUUID() });
    const outcomes = await Promise.all([orders().put(order), orders().put(order)]);
    expect(outcomes).toEqual(["stored", "duplicate"]);
  });

  it("stay atomic: a workflow whose name is taken stores nothing, and the others are created", async () => {
    const taken = `taken ${randomUUID()}`;
    const first = named(taken);
    await workflows().create(first);
    const others = [named(randomUUID()), named(taken.toUpperCase()), named(randomUUID())];
    const outcomes = await Promise.all(others.map((one) => workflows().create(one)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["created", "name-taken", "created"]);
    const kept = await Promise.all(others.map(({ id }) => workflows().read(id)));
    expect(kept.map((one) => one !== null)).toEqual([true, false, true]);
    const { Item } = await documents.send(
      new GetCommand({ TableName: names.workflow_names, Key: { name_key: nameKey(taken) } }),
    );
    expect(Item).toMatchObject({ workflow_id: first.id });
  });

  it("are sent alone if they return values or write to an unknown table", async () => {
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: names.receipts }));
    expect(Items).toEqual([]);
    const [answer] = await Promise.all([
      documents.send(
        new UpdateCommand({
          TableName: names.workflows,
          Key: { id: "counter" },
          UpdateExpression: "ADD n :one",
          ExpressionAttributeValues: { ":one": 1 },
          ReturnValues: "ALL_NEW",
        }),
      ),
      documents.send(new PutCommand({ TableName: names.receipts, Item: { key: "a" } })),
    ]);
    expect(answer.Attributes).toMatchObject({ n: 1 });
    expect(sent).not.toContain("TransactWriteItemsCommand");
  });
});
