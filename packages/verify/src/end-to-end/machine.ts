import { randomUUID } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import {
  createTable,
  createTables,
  documentClient,
  dynamoClient,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { slackChannel, slackMessages } from "@bellwether/functions/adapter/slack";
import type { LocalChannels } from "@bellwether/local/channel";
import { QUEUES_TABLE, type Queue, type Queues } from "@bellwether/local/queue";
import {
  drained,
  openPipeline,
  pipelineMeter,
  pipelineMetrics,
  quiescent,
  type Stores,
  TICK_QUEUE,
} from "@bellwether/local/runtime";
import type { FastTime } from "./fast-time.ts";

export type MachineOptions = Readonly<{
  /** A running database. Tables get a unique prefix. */
  endpoint: string;
  market: MarketPort;
  workflows: readonly Workflow[];
  /** Where Slack is, for a machine with Slack alone. */
  slackUrl?: string;
  channels?: LocalChannels;
  time: FastTime;
  /** The market's clock. */
  marketNow: () => Instant;
  /** Prefix of the tables of a stopped machine, to continue with them. */
  prefix?: string;
  /** A rejection refuses the request to the database. */
  intercept?: (request: { readonly table: string; readonly puts: boolean }) => void;
}>;

/** One machine's pipeline, as `bellwether start` assembles it, on a test clock. */
export type Machine = Readonly<{
  prefix: string;
  stores: Stores;
  queues: Queues;
  queue: (name: string) => Queue;
  /** Log lines, each starting with its level. */
  log: string[];
  tick: (tick: Instant) => Promise<void>;
  /** Waits until everything that can be delivered now is delivered and projected. */
  quiescent: () => Promise<void>;
  /** Lets this time pass: whatever becomes due in it is delivered at its moment. */
  pass: (durationMs: number) => Promise<void>;
  /** Lets time pass until every queue is empty except for dead letters, and the stream is projected. */
  drained: () => Promise<void>;
  /** Ids of the stored orders, sorted. */
  orderIds: () => Promise<readonly string[]>;
  /** Ids of the orders in the workflows' `last_order`, sorted. */
  projectedIds: () => Promise<readonly string[]>;
  notified: () => number;
  stop: () => Promise<void>;
}>;

export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { endpoint, market, time, marketNow, intercept } = options;
  const prefix = options.prefix ?? `${randomUUID()}-`;
  const client = dynamoClient({ endpoint });
  const documents = documentClient(client);
  const names = tableNames(prefix);
  const queuesTable = `${prefix}queues`;
  await createTables(client, names);
  await createTable(client, queuesTable, QUEUES_TABLE);
  if (intercept !== undefined) interceptWith(client, prefix, intercept);
  const { lines, log } = logInto();
  const meter = pipelineMeter(() => performance.now());
  const pipeline = await openPipeline({
    ...time,
    client,
    documents,
    names,
    queuesTable,
    connection: { endpoint },
    cacheWorkflows: true,
    market,
    channels: options.channels ?? slackAlone(options.slackUrl ?? ""),
    failureChannels: [],
    heartbeat: { beat: () => {}, failure: () => null },
    meter,
    metrics: pipelineMetrics(),
    log,
    marketNow,
    random: Math.random,
    newId: randomUUID,
  });
  if (options.prefix === undefined) {
    for (const workflow of options.workflows) await pipeline.stores.workflows.create(workflow);
  }
  const running = pipeline.start("http://127.0.0.1:4280");
  const { stores, queues } = pipeline;
  const stopping = new AbortController();
  const quiescence = { ...time, ...pipeline, stopping: stopping.signal };
  return {
    prefix,
    stores,
    queues,
    queue: queues.queue,
    log: lines,
    async tick(tick) {
      const body = JSON.stringify({ tick, execution_context: "schedule:test" });
      await queues.send([{ queue: TICK_QUEUE, body }]);
    },
    quiescent: () => quiescent(quiescence),
    pass: (durationMs) => passTime(quiescence, time, time.systemNow() + durationMs),
    async drained() {
      await passTime(quiescence, time, null);
      await drained(quiescence);
    },
    orderIds: () => orderIds(stores, marketNow()),
    projectedIds: () => projectedIds(stores),
    notified: () => meter.figures().notified,
    async stop() {
      stopping.abort();
      await running.stop();
      client.destroy();
    },
  };
}

/** Skips from one due message to the next until `endsAt`, or until no message waits. Never skips while
 *  a message is being delivered: that would end its lease. */
async function passTime(
  quiescence: Parameters<typeof quiescent>[0],
  time: FastTime,
  endsAt: number | null,
): Promise<void> {
  while (!quiescence.stopping.aborted) {
    await quiescent(quiescence);
    const due = quiescence.queues
      .all()
      .map((queue) => queue.nextVisibleAtMs())
      .filter((atMs) => atMs !== null);
    const next = Math.min(...due, endsAt ?? Number.POSITIVE_INFINITY);
    const now = time.systemNow();
    if (next === Number.POSITIVE_INFINITY || (endsAt !== null && now >= endsAt)) return;
    if (next > now) time.skip(next - now);
  }
}

function slackAlone(apiUrl: string): LocalChannels {
  const channel = slackChannel(slackMessages({ token: "xoxb-test", apiUrl }));
  return { configured: ["slack"], all: [{ consumer: "notify", channel }] };
}

async function orderIds({ workflows, orders }: Stores, asOf: Instant): Promise<string[]> {
  const ids: string[] = [];
  for (const { id } of await validWorkflows(workflows)) {
    const page = await orders.query({ workflow_id: id, asOf, limit: 100, before: null });
    for (const order of page.orders) ids.push(order.kind === "valid" ? order.value.id : "broken");
  }
  return sorted(ids);
}

async function projectedIds({ workflows }: Stores): Promise<string[]> {
  const all = await validWorkflows(workflows);
  return sorted(all.flatMap(({ last_order }) => (last_order === undefined ? [] : [last_order.id])));
}

export function sorted(texts: readonly string[]): string[] {
  return texts.toSorted((one, other) => one.localeCompare(other));
}

async function validWorkflows(workflows: Stores["workflows"]): Promise<readonly Workflow[]> {
  const stored = await workflows.scan();
  return stored.flatMap((one) => (one.kind === "valid" ? [one.value] : []));
}

/** Calls `intercept` on every request before the SDK sends it. */
function interceptWith(
  client: DynamoDBClient,
  prefix: string,
  intercept: NonNullable<MachineOptions["intercept"]>,
): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as { TableName?: string; Item?: object };
      const table = input.TableName?.slice(prefix.length) ?? "";
      intercept({ table, puts: input.Item !== undefined });
      return next(args);
    },
    { step: "initialize", name: "intercept", priority: "high" },
  );
}

function logInto(): { readonly lines: string[]; readonly log: Log } {
  const lines: string[] = [];
  const write = (level: string) => (message: string, fields?: object) => {
    lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`);
  };
  return { lines, log: { info: write("info"), warn: write("warn"), error: write("error") } };
}
