import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb/client";
import { projectionStore } from "@bellwether/functions/adapter/dynamodb/projection-store";
import { tableNames } from "@bellwether/functions/adapter/dynamodb/table-definition";
import { workflowScan } from "@bellwether/functions/adapter/dynamodb/workflow-store";
import { rebuild } from "@bellwether/functions/handler/rebuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedDatabase } from "../database/dynoxide.ts";
import { type Recording, writeRecording } from "./recording.ts";
import { startVictim } from "./victim.ts";

/** 20 in every run of the tests; `CRASH_KILLS=200` for a long look. */
const KILLS = Number(process.env["CRASH_KILLS"] ?? 20);
const LONGEST_LIFE_MS = 1_500;

type Outcome = Readonly<{
  /** `workflow name@tick` of every order of the last seven days. */
  orders: readonly string[];
  announced: ReadonlySet<string>;
  ids: readonly string[];
  differences: number;
}>;

/** Reads what a process left behind, from its file alone. */
async function inspect(home: string): Promise<Outcome> {
  const file = readdirSync(home).find((name) => name.endsWith(".db")) ?? "";
  const database = await startEmbeddedDatabase({ file: path.join(home, file) });
  const client = dynamoClient({ endpoint: database.endpoint });
  const documents = documentClient(client);
  const names = tableNames("bellwether-");
  const all = async (TableName: string): Promise<Record<string, unknown>[]> => {
    const items: Record<string, unknown>[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: from }),
      );
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return items;
  };
  try {
    const orders = await all(names.workflow_orders);
    const newest = Math.max(...orders.map((order) => Number(order["placed_at"])));
    const alive = orders.filter((order) => Number(order["ttl"]) > newest + 86_400);
    const receipts = await all(names.receipts);
    const report = await rebuild({
      projections: projectionStore({ documents, names }),
      scanWorkflows: workflowScan({ documents, names }),
      sleep: async () => {},
      log: { info: () => {}, warn: () => {}, error: () => {} },
    })({ check: true });
    return {
      orders: alive.map((order) => `${String(order["workflow_name"])}@${Number(order["placed_at"])}`).sort(),
      ids: orders.map((order) => String(order["id"])),
      announced: new Set(
        receipts.filter(({ state }) => state === "done").map(({ key }) => String(key)),
      ),
      differences: report.differences.length + report.failed.length,
    };
  } finally {
    client.destroy();
    await database.stop();
  }
}

/** Messages that were printed more than once. */
function repeats(output: string): number {
  const messages = output.match(/Workflow `[^`]+` will trigger[^\n]+\n[^\n]+UTC/g) ?? [];
  return messages.length - new Set(messages).size;
}

describe("the real process, killed at random moments", { timeout: 600_000 }, () => {
  let folder: string;
  let recording: Recording;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "bellwether-crash-"));
    recording = writeRecording(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(`loses nothing and does nothing twice when it is killed ${KILLS} times`, async () => {
    const calm = startVictim(recording, path.join(folder, "calm"));
    expect(await calm.ended).toBe(0);
    const expected = await inspect(path.join(folder, "calm"));
    expect(expected.orders.length).toBeGreaterThan(100);
    expect(repeats(calm.output())).toBe(0);

    const home = path.join(folder, "killed");
    let output = "";
    let kills = 0;
    let end: number | string = "SIGKILL";
    while (end === "SIGKILL") {
      const victim = startVictim(recording, home);
      if (kills < KILLS) {
        await Promise.race([victim.said(/Bellwether is at/), victim.ended]);
        await Promise.race([sleep(Math.random() * LONGEST_LIFE_MS), victim.ended]);
        victim.kill();
        kills += 1;
      }
      end = await victim.ended;
      output += victim.output();
    }
    expect({ end, tail: output.slice(-2_000) }).toMatchObject({ end: 0 });

    const actual = await inspect(home);
    expect(actual.orders).toEqual(expected.orders);
    expect(actual.differences).toBe(0);
    const silent = actual.ids.filter((id) => !actual.announced.has(`notify#${id}`));
    expect(silent).toEqual([]);
    // A message that was sent and not yet marked when the process died may come once more.
    expect(repeats(output)).toBeLessThanOrEqual(kills);
  });
});
