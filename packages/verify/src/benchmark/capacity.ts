/** `node --import tsx packages/verify/src/benchmark/capacity.ts`: the capacity of one signal and
 *  one page in DynamoDB's units, as the embedded database reports them and as AWS's rules count
 *  them. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { lastOrderOf, signalRowOf } from "@bellwether/core/projection";
import {
  createTables,
  documentClient,
  dynamoClient,
  orderStore,
  pauseStore,
  projectionStore,
  receiptStore,
  runStore,
  signalList,
  tableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import {
  anOrder,
  aRun,
  aWorkflow,
  aWorkflowWithOrder,
  itemBytes,
  TICK,
} from "@bellwether/functions/testing";
import { startDatabaseServer } from "@bellwether/local/testing";
import { type Row, tableOf } from "./benchmark.ts";

const WORKFLOWS = 50;

type Meter = { requests: number; units: number };
type Consumed = { CapacityUnits?: number };

/** Requests the consumed capacity with every call and adds it up. A write whose condition fails
 *  reports no capacity; AWS charges it like a successful write. */
function metered(client: DynamoDBClient): Meter {
  const meter = { requests: 0, units: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      meter.requests += 1;
      const result = await next({
        ...args,
        input: { ...args.input, ReturnConsumedCapacity: "TOTAL" },
      });
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | Consumed[] };
      for (const one of [ConsumedCapacity ?? []].flat()) meter.units += one.CapacityUnits ?? 0;
      return result;
    },
    { step: "initialize" },
  );
  return meter;
}

const database = await startDatabaseServer({ file: null });
const client = dynamoClient({ endpoint: database.endpoint });
try {
  process.stdout.write(tableOf(`DynamoDB units, ${WORKFLOWS} workflows`, await measure(client)));
} finally {
  client.destroy();
  await database.stop();
}

async function measure(dynamo: DynamoDBClient): Promise<Row[]> {
  const names = tableNames("capacity-");
  await createTables(dynamo, names);
  const documents = documentClient(dynamo);
  const deps = {
    documents,
    names,
    systemNow: () => TICK * 1_000,
    newId: () => crypto.randomUUID(),
  };
  const workflows = workflowStore(deps);
  const orders = orderStore(deps);
  const receipts = receiptStore(deps);
  const projections = projectionStore(deps);
  const pause = pauseStore(deps);
  const runs = runStore(deps);
  const { id } = aWorkflow();
  for (let index = 0; index < WORKFLOWS; index += 1) {
    const own = index === 0 ? id : crypto.randomUUID();
    await workflows.create(
      aWorkflowWithOrder(TICK - 1_800, { id: own, name: `workflow ${index}` }),
    );
  }
  for (let index = 1; index <= 48; index += 1) {
    await orders.put(anOrder({ placed_at: TICK - index * 1_800 }));
  }

  const meter = metered(dynamo);
  const rows: Row[] = [];
  const step = async (what: string, call: () => Promise<unknown>): Promise<void> => {
    meter.requests = 0;
    meter.units = 0;
    await call();
    rows.push({ what, figure: `${meter.units}`, beside: `units in ${meter.requests} requests` });
  };
  const at = TICK * 1_000;
  const order = { ...anOrder({ emitted_at_ms: at }), queued_at_ms: at, stored_at_ms: at };
  const lastOrder = { ...lastOrderOf(order), projected_at_ms: at };
  const ticks = [order.placed_at];
  const workflow = { ...aWorkflowWithOrder(TICK), last_order: lastOrder };
  await step("run: is the engine paused", () => pause.read());
  await step(`run: scan of ${WORKFLOWS} workflows, consistent`, () => workflows.scan());
  await step("run: its record", () => runs.put(aRun()));
  await step("signal: order stored", () => orders.put(order));
  await step("signal: order delivered twice", () => orders.put(order));
  await step("signal: projected", () => projections.advance(id, lastOrder, ticks));
  await step("signal: listed", () => projections.putSignal(signalRowOf(order)));
  await step("signal: projected twice", () => projections.advance(id, lastOrder, ticks));
  await step("signal: claim to announce it, and receipt", async () => {
    const claim = await receipts.claim(`notify#${order.id}`, 60_000);
    if (claim.kind === "claimed") await receipts.complete(`notify#${order.id}`, claim.token);
  });
  await step("page: the list", () => workflows.scan());
  await step("page: signals of all workflows", () =>
    signalList(deps)({ asOf: TICK, limit: 100, after: null, filter: {} }),
  );
  await step("page: a history of 20 and its count", async () => {
    await orders.query({ workflow_id: id, asOf: TICK, limit: 20, before: null });
    await orders.count(id, TICK, 1_001);
  });
  await step("page: one order", () => orders.read(order, TICK));
  rows.push(
    { what: "an order", figure: `${itemBytes(order)} B`, beside: "by AWS's rules" },
    { what: "a workflow with its last order", figure: `${itemBytes(workflow)} B`, beside: "" },
  );
  return rows;
}
