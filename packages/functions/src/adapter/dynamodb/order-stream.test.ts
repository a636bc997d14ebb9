import { randomUUID } from "node:crypto";
import { setTimeout as timeout } from "node:timers/promises";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { asDerived, lastOrderOf } from "@bellwether/core/projection";
import {
  dynamoCheckpointStore,
  dynamoStreamClient,
  type StreamConsumer,
  type StreamConsumerOptions,
  type StreamHandler,
  type StreamRecord,
  streamConsumer,
} from "@bellwether/stream-consumer";
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { projectHandler } from "../../handler/project.ts";
import { anOrder, aWorkflow, TICK } from "../../testing/sample.ts";
import { documentClient, dynamoClient, streamsClient } from "./client.ts";
import { orderStore } from "./order-store.ts";
import { projectionStore } from "./projection-store.ts";
import { createTables } from "./table.ts";
import { type TableNames, tableNames } from "./table-definition.ts";

const endpoint = inject("dynamodbEndpoint");
const client = dynamoClient({ endpoint });
const documents = documentClient(client);
const streams = streamsClient({ endpoint });
afterAll(() => {
  client.destroy();
  streams.destroy();
});

describe("the orders' stream of a real table", () => {
  let names: TableNames;
  let consumers: StreamConsumer[];
  let parked: StreamRecord[];
  const id = randomUUID();
  const order = (step: number) => anOrder({ workflow_id: id, placed_at: TICK + step * 1_800 });

  beforeEach(async () => {
    names = tableNames(`${randomUUID()}-`);
    await createTables(client, names);
    await documents.send(new PutCommand({ TableName: names.workflows, Item: aWorkflow({ id }) }));
    consumers = [];
    parked = [];
  });
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.stop()));
  });

  const put = (step: number) => orderStore({ documents, names }).put(order(step));
  const remove = ({ workflow_id, placed_at }: ReturnType<typeof order>) =>
    documents.send(
      new DeleteCommand({ TableName: names.workflow_orders, Key: { workflow_id, placed_at } }),
    );
  const project = (): StreamHandler =>
    projectHandler({
      projections: projectionStore({ documents, names }),
      systemNow: () => TICK * 1_000,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
  const lastOrder = async () => {
    const read = await projectionStore({ documents, names }).read(id);
    return read.kind === "present" ? asDerived(read.stored) : read;
  };

  function start(
    handler: StreamHandler,
    over: Partial<StreamConsumerOptions> = {},
  ): StreamConsumer {
    const consumer = streamConsumer(
      {
        client: dynamoStreamClient(streams),
        checkpoints: dynamoCheckpointStore({ documents, table: names.checkpoints }),
        handler,
        park: async (records) => {
          parked.push(...records);
        },
        recover: async () => {},
        observe: () => {},
        systemNow: Date.now,
        random: Math.random,
        sleep: (durationMs, signal) =>
          timeout(durationMs, undefined, { signal }).catch(() => undefined),
      },
      {
        table: names.workflow_orders,
        owner: "test",
        backoff: { baseMs: 1, maxMs: 5 },
        maxAttempts: 3,
        ...over,
      },
    );
    consumer.start();
    consumers.push(consumer);
    return consumer;
  }

  it("projects last_order after every put and every removal", async () => {
    const consumer = start(project());
    await put(1);
    await put(2);
    await consumer.caughtUp();
    expect(await lastOrder()).toEqual(lastOrderOf(order(2)));
    await remove(order(2));
    await consumer.caughtUp();
    expect(await lastOrder()).toEqual(lastOrderOf(order(1)));
    await remove(order(1));
    await consumer.caughtUp();
    expect(await lastOrder()).toBeNull();
  });

  it("delivers each record in Lambda's format", async () => {
    const seen: StreamRecord[] = [];
    const consumer = start(async ({ Records }) => {
      seen.push(...Records);
    });
    await put(1);
    await consumer.caughtUp();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      eventSourceARN: expect.stringContaining(`table/${names.workflow_orders}/stream/`),
      dynamodb: {
        Keys: { workflow_id: { S: id }, placed_at: { N: String(order(1).placed_at) } },
        NewImage: { order_price: { N: "7983" } },
        StreamViewType: "NEW_AND_OLD_IMAGES",
      },
    });
    const created = seen[0]?.dynamodb?.ApproximateCreationDateTime ?? 0;
    expect(Math.abs(created - Date.now() / 1_000)).toBeLessThan(60);
  });

  it("continues after its checkpoint, in many small reads", async () => {
    const seen: string[] = [];
    const handler: StreamHandler = async ({ Records }) => {
      seen.push(...Records.map(({ dynamodb }) => dynamodb?.Keys?.["placed_at"]?.N ?? ""));
    };
    const first = start(handler, { batchSize: 3 });
    for (let step = 1; step <= 7; step += 1) await put(step);
    await first.caughtUp();
    await first.stop();
    await put(8);
    const second = start(handler, { batchSize: 3 });
    await second.caughtUp();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => String(order(step).placed_at)));
  });

  it("parks a poison record with its body and projects the records after it", async () => {
    const consumer = start(project());
    const poison = { workflow_id: id, placed_at: TICK, order_price: "much" };
    await documents.send(new PutCommand({ TableName: names.workflow_orders, Item: poison }));
    await put(1);
    await consumer.caughtUp();
    expect(parked.map(({ dynamodb }) => dynamodb?.NewImage?.["order_price"])).toEqual([
      { S: "much" },
    ]);
    expect(await lastOrder()).toEqual(lastOrderOf(order(1)));
    expect(consumer.snapshot()).toMatchObject({ state: "running", parked: 1, iteratorAgeMs: 0 });
  });

  it("stops a replaced worker at its next checkpoint", async () => {
    const first = start(async () => {});
    await first.caughtUp();
    const second = start(async () => {});
    await second.caughtUp();
    await put(1);
    first.wake();
    expect(await first.ended).toBe("fenced");
    await second.caughtUp();
    expect(second.snapshot()).toMatchObject({ state: "running", records: 1 });
    await expect(first.caughtUp()).rejects.toThrow("fenced");
  });

  it("reads at once when it is woken after a write", async () => {
    const consumer = start(project(), { idleMs: 3_600_000 });
    await consumer.caughtUp();
    await put(1);
    await consumer.caughtUp();
    expect(await lastOrder()).toEqual(lastOrderOf(order(1)));
  });
});
