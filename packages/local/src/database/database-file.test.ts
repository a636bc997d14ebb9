import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import {
  createTable,
  documentClient,
  dynamoClient,
  orderStore,
  streamsClient,
  TABLES,
  tableNames,
} from "@bellwether/functions/adapter/dynamodb";
import { anOrder, TICK } from "@bellwether/functions/testing";
import { dynamoStreamClient } from "@bellwether/stream-consumer";
import Sqlite from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./database.ts";
import { compactDatabaseFile, copyDatabaseFile, openDatabaseFile } from "./database-file.ts";

const names = tableNames("b-");
const TABLE = names.workflow_orders;
const log = { info: () => {}, warn: () => {}, error: () => {} };
/** Never wakes: the maintenance that runs by itself does nothing after its first look. */
const idle = () => new Promise<void>(() => {});
const aborted = (_: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));

describe("the file of the embedded database", () => {
  let home: string;
  let file: string;
  let database: Database;
  let client: ReturnType<typeof dynamoClient>;
  const open = async () => {
    database = await openDatabase({ log, sleep: aborted, nowMs: () => Date.now() }, home, "live");
    client = dynamoClient(database.connection);
    await createTable(client, TABLE, TABLES.workflow_orders);
  };
  const close = async () => {
    client.destroy();
    await database.stop();
  };
  const documents = () => documentClient(client);
  const put = async (from: number, to: number) => {
    const orders = orderStore({ documents: documents(), names });
    for (let step = from; step < to; step += 1) {
      await orders.put(anOrder({ placed_at: TICK + step }));
    }
  };
  const sequences = async () => {
    const streams = streamsClient(database.connection);
    const stream = dynamoStreamClient(streams);
    const [arn = ""] = await stream.listStreams(TABLE);
    const [shard] = (await stream.describe(arn, null)).shards;
    const iterator = await stream.getIterator(arn, shard?.id ?? "", { kind: "horizon" });
    const { records } = await stream.getRecords(iterator, 1_000);
    streams.destroy();
    return records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));
  };

  beforeEach(async () => {
    home = mkdtempSync(path.join(tmpdir(), "bellwether-file-"));
    file = path.join(home, "live.db");
    await open();
  });
  afterEach(async () => {
    await close();
    rmSync(home, { recursive: true });
  });

  it("reads the next sequence number from an index, so that a put costs the same after 100,000", async () => {
    const sqlite = new Sqlite(file);
    // The statement that the database itself runs at each write to a table with a stream.
    const plan = sqlite
      .prepare(
        `EXPLAIN QUERY PLAN SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1
         FROM _stream_records WHERE table_name = ?1`,
      )
      .all("t");
    sqlite.close();
    expect(JSON.stringify(plan)).toContain("USING INDEX bellwether_stream_sequence");
  });

  it("drops stream records older than a day and continues the sequence from the newest", async () => {
    await put(0, 5);
    expect(await sequences()).toEqual([1, 2, 3, 4, 5]);
    const opened = openDatabaseFile(file);
    const seconds = Math.floor(Date.now() / 1_000);
    expect(opened.trimStream(seconds - 60)).toBe(0);
    expect(opened.trimStream(seconds + 60)).toBe(4);
    expect(opened.trimStream(seconds + 60)).toBe(0);
    opened.close();
    await put(5, 7);
    expect(await sequences()).toEqual([5, 6, 7]);
  });

  it("is trimmed automatically while the database runs", async () => {
    await put(0, 3);
    await close();
    const tomorrow = Date.now() + 25 * 3_600_000;
    database = await openDatabase({ log, sleep: idle, nowMs: () => tomorrow }, home, "live");
    client = dynamoClient(database.connection);
    await put(3, 4);
    while ((await sequences()).length > 2) await sleep(10);
    expect(await sequences()).toEqual([3, 4]);
  });

  it("is copied completely while the database runs, including its write-ahead log", async () => {
    await put(0, 20);
    const copied = path.join(home, "copy.db");
    copyDatabaseFile(file, copied);
    expect(statSync(copied).mode & 0o777).toBe(0o600);
    const sqlite = new Sqlite(copied);
    const [count] = sqlite.prepare(`SELECT COUNT(*) FROM "${TABLE}"`).raw().get() as [number];
    sqlite.close();
    expect(count).toBe(20);
  });

  it("is compacted at the next start once most of it is unused", async () => {
    await put(0, 1);
    const sqlite = new Sqlite(file);
    sqlite.exec("CREATE TABLE filler AS SELECT zeroblob(30000000) AS x");
    sqlite.exec("DROP TABLE filler");
    sqlite.close();
    await close();
    const before = statSync(file).size;
    compactDatabaseFile(file);
    expect(statSync(file).size).toBeLessThan(before / 10);
    await open();
    const { Items = [] } = await documents().send(new ScanCommand({ TableName: TABLE }));
    expect(Items).toHaveLength(1);
    const { workflow_id, placed_at } = anOrder({ placed_at: TICK });
    await documents().send(
      new DeleteCommand({ TableName: TABLE, Key: { workflow_id, placed_at } }),
    );
  });
});
