import { randomUUID } from "node:crypto";
import {
  BatchWriteCommand,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { lastOrderOf } from "@bellwether/core/projection";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { losingTheFirstAnswerTo } from "../../testing/lost-answer.ts";
import { aDraft, anOrder, aWorkflow, aWorkflowWithOrder, TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient } from "./client.ts";
import { createTable, createTables } from "./table.ts";
import { TABLES, tableNames } from "./table-definition.ts";
import { workflowScan, workflowStore } from "./workflow-store.ts";

const endpoint = inject("dynamodbEndpoint");
const client = dynamoClient({ endpoint });
const documents = documentClient(client);
const names = tableNames(`${randomUUID()}-`);
const store = workflowStore({ documents, names });
beforeAll(() => createTables(client, names));
afterAll(() => client.destroy());

const named = () => aWorkflow({ id: randomUUID(), name: `Workflow ${randomUUID()}` });
const ownedBy = async (id: string) => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: names.workflow_names }));
  return Items.filter(({ workflow_id }) => workflow_id === id).map(({ name_key }) => name_key);
};

describe("the workflow store over DynamoDB", () => {
  it("reserves exactly one name for each workflow through creation, renaming and deletion", async () => {
    const workflow = named();
    await store.create(workflow);
    expect(await ownedBy(workflow.id)).toEqual([workflow.name.toLowerCase()]);
    const renamed = `${workflow.name} II`;
    await store.update(workflow.id, 1, aDraft({ name: renamed }), TICK);
    expect(await ownedBy(workflow.id)).toEqual([renamed.toLowerCase()]);
    await store.delete(workflow.id, 2);
    expect(await ownedBy(workflow.id)).toEqual([]);
  });

  it("does not undo a projection that was updated during an edit", async () => {
    const workflow = aWorkflowWithOrder(TICK, { id: randomUUID(), name: randomUUID() });
    await store.create(workflow);
    const newest = lastOrderOf(anOrder({ workflow_id: workflow.id, placed_at: TICK + 1_800 }));
    const project = documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id: workflow.id },
        UpdateExpression: "SET last_order = :last_order",
        ExpressionAttributeValues: { ":last_order": newest },
      }),
    );
    const edits = [1, 2, 3].map((spread) =>
      store.update(workflow.id, 1, aDraft({ name: `${workflow.name} ${spread}` }), TICK),
    );
    const [, ...outcomes] = await Promise.all([project, ...edits]);
    expect(outcomes.filter(({ kind }) => kind === "updated")).toHaveLength(1);
    const { Item } = await documents.send(
      new GetCommand({ TableName: names.workflows, Key: { id: workflow.id } }),
    );
    expect(Item).toMatchObject({ last_order: newest, version: 2 });
    expect(await ownedBy(workflow.id)).toEqual([Item?.["name"]]);
  });

  it.each([
    ["in place", {}, "UpdateItemCommand"],
    ["with another name", { name: randomUUID() }, "TransactWriteItemsCommand"],
  ])("recognizes its own edit when the response was lost (%s)", async (_, over, command) => {
    const workflow = named();
    await store.create(workflow);
    const flaky = losingTheFirstAnswerTo(endpoint, command);
    const behindFlaky = workflowStore({ documents: documentClient(flaky.client), names });
    const draft = aDraft({ name: workflow.name, enable: false, ...over });
    const outcome = await behindFlaky.update(workflow.id, 1, draft, TICK);
    flaky.client.destroy();
    expect(flaky.lost()).toBe(1);
    expect(outcome).toMatchObject({ kind: "updated", workflow: { version: 2, enable: false } });
  });

  it("recognizes its own creation and deletion when the response was lost", async () => {
    const workflow = named();
    for (const act of ["create", "delete"] as const) {
      const flaky = losingTheFirstAnswerTo(endpoint, "TransactWriteItemsCommand");
      const behindFlaky = workflowStore({ documents: documentClient(flaky.client), names });
      const outcome =
        act === "create"
          ? await behindFlaky.create(workflow)
          : await behindFlaky.delete(workflow.id, 1);
      flaky.client.destroy();
      expect(flaky.lost()).toBe(1);
      expect(outcome).toEqual(act === "create" ? { kind: "created" } : "deleted");
    }
    expect(await store.read(workflow.id)).toBeNull();
  });

  it("rejects an edit that would damage the workflow and writes nothing", async () => {
    const workflow = { ...named(), created_at: "long ago" };
    await documents.send(new PutCommand({ TableName: names.workflows, Item: workflow }));
    await expect(store.update(workflow.id, 1, aDraft(), TICK)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("created_at"),
    });
    expect(await store.read(workflow.id)).toMatchObject({ item: workflow });
  });

  it("reads a large table in two halves from the second scan on, each workflow once", async () => {
    const own = tableNames(`${randomUUID()}-`);
    await createTable(client, own.workflows, TABLES.workflows);
    const ids = Array.from({ length: 250 }, () => randomUUID());
    for (let from = 0; from < ids.length; from += 25) {
      const puts = ids.slice(from, from + 25).map((id) => ({
        PutRequest: { Item: { ...aWorkflow({ id, name: id }), weight: "x".repeat(10_000) } },
      }));
      await documents.send(new BatchWriteCommand({ RequestItems: { [own.workflows]: puts } }));
    }
    const segments: unknown[] = [];
    const counting = dynamoClient({ endpoint });
    counting.middlewareStack.add(
      (next) => (args) => {
        segments.push(Reflect.get(args.input, "Segment"));
        return next(args);
      },
      { step: "initialize" },
    );
    const large = workflowScan({ documents: documentClient(counting), names: own });
    const first = await large();
    expect(segments).toEqual([undefined, undefined, undefined]);
    segments.length = 0;
    const second = await large();
    counting.destroy();
    expect(new Set(segments)).toEqual(new Set([0, 1]));
    expect(segments.length).toBeLessThanOrEqual(4);
    for (const stored of [first, second]) {
      const read = stored.map((each) => (each.kind === "valid" ? each.value.id : "broken"));
      expect(read.toSorted()).toEqual(ids.toSorted());
    }
  });
});
