import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import type { RunCompleted, RunStore } from "@bellwether/core/run";
import type { Stored } from "@bellwether/core/store";
import { DAY_SECONDS, dayOf, type Instant, toIsoDate } from "@bellwether/core/time";
import { readStoredRun } from "../stored-run.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

const RUN_LIFETIME_DAYS = 30;

type Deps = Readonly<{ documents: DynamoDBDocumentClient; names: Pick<TableNames, "runs"> }>;

/** What each run did, one partition for each day (UTC, of the tick). Every promise rejects with
 *  `StoreError`. */
export function runStore(deps: Deps): RunStore {
  return {
    put: (run) => orStoreError(put(deps, run)),
    list: (query) => orStoreError(list(deps, query)),
    read: (tick) => orStoreError(read(deps, tick)),
  };
}

async function put({ documents, names }: Deps, run: RunCompleted): Promise<void> {
  await documents.send(
    new PutCommand({
      TableName: names.runs,
      Item: {
        ...run,
        ...keyOf(run.tick),
        ttl: run.tick + RUN_LIFETIME_DAYS * DAY_SECONDS,
      },
    }),
  );
}

/** One query for each day, backwards until there are enough or the lifetime of a run is reached. */
async function list(
  { documents, names }: Deps,
  { limit, asOf }: { readonly limit: number; readonly asOf: Instant },
): Promise<readonly Stored<RunCompleted>[]> {
  const runs: Stored<RunCompleted>[] = [];
  const today = dayOf(asOf);
  for (let ago = 0; ago <= RUN_LIFETIME_DAYS && runs.length < limit; ago += 1) {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: names.runs,
        KeyConditionExpression: "#day = :day AND tick <= :as_of",
        ExpressionAttributeNames: { "#day": "day" },
        ExpressionAttributeValues: { ":day": toIsoDate(today - ago), ":as_of": asOf },
        ScanIndexForward: false,
        Limit: limit - runs.length,
      }),
    );
    runs.push(...Items.map(readStoredRun));
  }
  return runs;
}

async function read(
  { documents, names }: Deps,
  tick: Instant,
): Promise<Stored<RunCompleted> | null> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: names.runs, Key: keyOf(tick), ConsistentRead: true }),
  );
  return Item === undefined ? null : readStoredRun(Item);
}

function keyOf(tick: Instant): { day: string; tick: Instant } {
  return { day: toIsoDate(dayOf(tick)), tick };
}
