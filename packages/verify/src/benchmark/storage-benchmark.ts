import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as timeout } from "node:timers/promises";
import type { Sleep } from "@bellwether/core/time";
import {
  createTables,
  documentClient,
  dynamoClient,
  orderStore,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { anOrder, TICK } from "@bellwether/functions/testing";
import { openDatabase } from "@bellwether/local/database";
import type { Benchmark, Row } from "./benchmark.ts";

const STORED = [0, 25_000, 50_000, 100_000];
const MEASURED = 300;
const FILLED_AT_ONCE = 50;

/** Time per order put on one machine, sequentially, as orders and stream records accumulate.
 *  By itself the embedded database would read every stream record at each put. */
export const storageBenchmark: Benchmark = {
  name: "Storage: a put of an order, beside so many orders and stream records",
  async run() {
    const home = mkdtempSync(path.join(tmpdir(), "bellwether-bench-"));
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const database = await openDatabase({ log, sleep, nowMs: Date.now }, home, "bench");
    const client = dynamoClient(database.connection);
    const names = tableNames("bench-");
    await createTables(client, names);
    const orders = orderStore({ documents: documentClient(client), names });
    let stored = 0;
    const put = async () => {
      stored += 1;
      await orders.put(anOrder({ workflow_id: randomUUID(), placed_at: TICK + stored }));
    };
    const rows: Row[] = [];
    for (const count of STORED) {
      // `put` increments `stored`.
      // oxlint-disable-next-line eslint/no-unmodified-loop-condition
      while (stored < count) await Promise.all(Array.from({ length: FILLED_AT_ONCE }, put));
      const times: number[] = [];
      for (let nth = 0; nth < MEASURED; nth += 1) {
        const started = performance.now();
        await put();
        times.push(performance.now() - started);
      }
      const median = times.toSorted((a, b) => a - b)[MEASURED / 2] ?? 0;
      rows.push({
        what: count.toLocaleString("en"),
        figure: `${median.toFixed(2)} ms`,
        beside: `median of ${MEASURED}`,
      });
    }
    client.destroy();
    await database.stop();
    rmSync(home, { recursive: true });
    return rows;
  },
};

const sleep: Sleep = async (durationMs, signal) => {
  await timeout(durationMs, undefined, { ref: false, ...(signal && { signal }) }).catch(() => {});
};
