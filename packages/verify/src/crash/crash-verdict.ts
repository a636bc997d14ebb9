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
    const stored = new Set<string>();
    for await (const page of paginateScan(
      { client: documents },
      { TableName: names.workflow_orders, ProjectionExpression: "id" },
    )) {
      for (const item of page.Items ?? []) stored.add(String(item["id"]));
    }
    // Older orders may have expired.
    const end = scene.ticks.at(-1) ?? 0;
    const alive = scene.ticks.filter((tick) => tick + WEEK_SECONDS > end);
    for (const id of scene.workflowIds) {
      const missing = alive.filter((tick) => !stored.has(`${id}.${tick}`));
      if (missing.length > 0) faults.push(`${missing.length} orders of ${id} are not stored`);
    }
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

export type MessageVerdict = Readonly<{
  faults: readonly string[];
  /** Messages beyond the first of each signal. */
  repeated: number;
  expected: number;
}>;

/** Violations found in the messages: each signal must be announced, or summarized if late, and
 *  may be repeated only where a crash left a claim to expire. */
export function judgeMessages(
  lines: readonly string[],
  scene: CrashScene,
  crashes: number,
): MessageVerdict {
  const announced = new Map<string, number>();
  const count = (name: string, when: string) => {
    const key = `${name}, ${when}`;
    announced.set(key, (announced.get(key) ?? 0) + 1);
  };
  lines.forEach((line, index) => {
    const direct = /^#\S+ {2}Workflow `(.+?)` will trigger/.exec(line);
    // A kill between the two lines of a message leaves the first line; the whole message is then
    // sent again.
    const when = /^(.+? CES?T) · /.exec(lines[index + 1] ?? "")?.[1];
    if (direct?.[1] !== undefined && when !== undefined) count(direct[1], when);
    const summed = /^• `(.+?)` .*\((.+? CES?T)/.exec(line);
    if (summed?.[1] !== undefined) count(summed[1], summed[2] ?? "");
  });
  const expected = scene.ticks.length * scene.workflowIds.length;
  const repeated = [...announced.values()].reduce((sum, times) => sum + times - 1, 0);
  const faults: string[] = [];
  if (announced.size !== expected) {
    faults.push(`${expected} signals were to be announced, ${announced.size} were`);
  }
  // One message is in flight at a time, so a crash can repeat at most one.
  if (repeated > crashes) faults.push(`${repeated} repeated messages after ${crashes} crashes`);
  return { faults, repeated, expected };
}
