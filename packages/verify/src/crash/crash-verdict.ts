import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { WEEK_SECONDS } from "@bellwether/core/time";
import {
  documentClient,
  dynamoClient,
  projectionStore,
  tableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import { rebuild } from "@bellwether/functions/handler";
import { startDatabaseServer } from "@bellwether/local/testing";
import type { CrashScene } from "./crash-scene.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Violations found in the database after the crashes, one sentence each. */
export async function judgeDatabase(file: string, scene: CrashScene): Promise<string[]> {
  const database = await startDatabaseServer({ file });
  const client = dynamoClient({ endpoint: database.endpoint });
  const documents = documentClient(client);
  const names = tableNames("bellwether-");
  try {
    const faults: string[] = [];
    const stored = new Map<string, unknown>();
    for await (const page of paginateScan(
      { client: documents },
      { TableName: names.workflow_orders, ProjectionExpression: "id, episode" },
    )) {
      for (const item of page.Items ?? []) stored.set(String(item["id"]), item["episode"]);
    }
    // Older orders may have expired.
    const end = scene.signals.at(-1)?.placedAt ?? 0;
    const alive = scene.signals.filter(({ placedAt }) => placedAt + WEEK_SECONDS > end);
    const missing = alive.filter(({ id }) => !stored.has(id));
    if (missing.length > 0) faults.push(`${missing.length} orders are not stored`);
    const moved = alive.filter(({ id, episode }) => episode !== null && stored.get(id) !== episode);
    if (moved.length > 0) faults.push(`${moved.length} orders are of another episode`);
    let queued = 0;
    for await (const page of paginateScan(
      { client: documents },
      { TableName: "bellwether-local_queues", Select: "COUNT" },
    )) {
      queued += page.Count ?? 0;
    }
    if (queued > 0) faults.push(`${queued} messages are still queued`);
    const { differences, failed } = await rebuild({
      projections: projectionStore({ documents, names }),
      scanWorkflows: workflowStore({ documents, names }).scan,
      marketNow: () => end,
      sleep: async () => {},
      log: silent,
    })({ check: true });
    const wrong = differences.length + failed.length;
    if (wrong > 0) faults.push(`${wrong} projections are not what a rebuild gives`);
    return faults;
  } finally {
    client.destroy();
    await database.stop();
  }
}
