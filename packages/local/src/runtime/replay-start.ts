import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  paginateScan,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Log } from "@bellwether/core/log";
import {
  TABLES,
  type TableDefinition,
  type TableNames,
} from "@bellwether/functions/adapter/dynamodb";
import type { LocalState, ReplayState } from "../database/local-state.ts";
import type { ReplayPlan } from "../market/chosen-market.ts";
import { QUEUES_TABLE } from "../queue/queue-store.ts";

export type ReplayStorage = Readonly<{
  documents: DynamoDBDocumentClient;
  names: TableNames;
  queuesTable: string;
  state: Pick<LocalState, "readReplay">;
  log: Log;
}>;

/** Where the market's time begins: where it stopped, or at the beginning for another subject, for a
 *  finished replay with `again`, and when the stored position cannot be read. A restart deletes what an
 *  earlier replay stored. Null for a live market. Called before anything runs. */
export async function replayStart(
  storage: ReplayStorage,
  plan: ReplayPlan | null,
  again: boolean,
): Promise<ReplayState | null> {
  if (plan === null) return null;
  const stored = await storage.state.readReplay();
  if (stored === "damaged") {
    storage.log.error("the position of the replay is damaged: the replay restarts", {
      key: "replay",
    });
  } else if (stored !== null && goesOn(stored, plan, again)) return stored;
  if (stored !== null) await forgetReplay(storage);
  return { subject: plan.subject, at: plan.from, finished: false };
}

function goesOn(stored: ReplayState, plan: ReplayPlan, again: boolean): boolean {
  const endsAgain = stored.finished && again && plan.tickEveryMs === null;
  return stored.subject === plan.subject && !endsAgain;
}

/** Deletes the data of a replay: messages, receipts, runs, orders, signals and projections. A
 *  `last_order` that lies in the future of the new replay would never be replaced, and would suppress
 *  signals of "once per candle". The trader's workflows stay. After a crash, the next start repeats
 *  this. */
async function forgetReplay({ documents, names, queuesTable }: ReplayStorage): Promise<void> {
  await empty(documents, queuesTable, QUEUES_TABLE);
  for (const name of ["receipts", "runs", "decisions", "workflow_orders", "signals"] as const) {
    await empty(documents, names[name], TABLES[name]);
  }
  for await (const { id } of itemsOf(documents, names.workflows)) {
    await documents.send(
      new UpdateCommand({
        TableName: names.workflows,
        Key: { id },
        UpdateExpression: "REMOVE last_order, signal_ticks",
        ConditionExpression: "attribute_exists(id)",
      }),
    );
  }
}

async function empty(
  documents: DynamoDBDocumentClient,
  TableName: string,
  { partitionKey, sortKey }: TableDefinition,
): Promise<void> {
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  for await (const item of itemsOf(documents, TableName)) {
    const Key = Object.fromEntries(keys.map(({ name }) => [name, item[name]]));
    await documents.send(new DeleteCommand({ TableName, Key }));
  }
}

async function* itemsOf(
  documents: DynamoDBDocumentClient,
  TableName: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  for await (const page of paginateScan({ client: documents }, { TableName })) {
    yield* page.Items ?? [];
  }
}
