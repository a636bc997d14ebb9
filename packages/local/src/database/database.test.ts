import { randomUUID } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createTables,
  documentClient,
  dynamoClient,
  orderStore,
  tableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import { anOrder, aWorkflow } from "@bellwether/functions/testing";
import Sqlite from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SettingError } from "../config/environment.ts";
import { takeOutDamaged } from "./damaged-item.ts";
import { type Database, openDatabase } from "./database.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const deps = { log, sleep: () => new Promise<void>(() => {}), nowMs: Date.now };

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe("the database of a home", () => {
  let base: string;
  let database: Database | null;
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), "bellwether-home-"));
    database = null;
  });
  afterEach(async () => {
    await database?.stop();
    rmSync(base, { recursive: true });
  });

  it("is accessible to its owner only: folder 700 and files 600, corrected if necessary", async () => {
    const home = path.join(base, "home");
    mkdirSync(home);
    chmodSync(home, 0o755);
    database = await openDatabase(deps, home, "live");
    await database.stop();
    chmodSync(path.join(home, "live.db"), 0o644);
    database = await openDatabase(deps, home, "live");
    const client = dynamoClient(database.connection);
    await createTables(client, tableNames("b-"));
    client.destroy();
    expect(modeOf(home)).toBe("700");
    const modes = readdirSync(home).map((file) => [file, modeOf(path.join(home, file))]);
    expect(modes).toEqual(expect.arrayContaining([["live.db-wal", "600"]]));
    expect(modes.filter(([, mode]) => mode !== "600")).toEqual([]);
  });

  it("cannot be opened a second time through a link to its folder", async () => {
    const home = path.join(base, "home");
    const link = path.join(base, "link");
    mkdirSync(home);
    symlinkSync(home, link);
    database = await openDatabase(deps, home, "live");
    await expect(openDatabase(deps, link, "live")).rejects.toThrow(
      `Bellwether runs already on this data (process ${process.pid})`,
    );
  });

  it("cannot be opened a second time through a link to its file in another folder", async () => {
    const [home, other] = [path.join(base, "home"), path.join(base, "other")];
    database = await openDatabase(deps, home, "live");
    mkdirSync(other);
    symlinkSync(path.join(home, "live.db"), path.join(other, "live.db"));
    await expect(openDatabase(deps, other, "live")).rejects.toThrow(
      `Bellwether runs already on this data (process ${process.pid})`,
    );
  });

  it("is opened by only one of two processes that start at the same moment, and by no other until that ends", async () => {
    const starts = [1, 2].map(async () => openDatabase(deps, base, "live"));
    const ended = await Promise.allSettled(starts);
    const refused = ended.filter((each) => each.status === "rejected");
    expect(refused.map(({ reason }) => String(reason))).toEqual([
      expect.stringContaining("runs already on this data"),
    ]);
    database =
      ended.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))[0] ?? null;
    // Whatever became of the note about its process.
    writeFileSync(path.join(base, "live.pid"), "{");
    await expect(openDatabase(deps, base, "live")).rejects.toThrow(SettingError);
    await database?.stop();
    database = await openDatabase(deps, base, "live");
  });

  it("fails to open when its file is truncated, with its name and what to do", async () => {
    database = await openDatabase(deps, base, "live");
    const client = dynamoClient(database.connection);
    await createTables(client, tableNames("b-"));
    client.destroy();
    await database.stop();
    const file = path.join(base, "live.db");
    writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size / 2));
    for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    const opened = openDatabase(deps, base, "live");
    await expect(opened).rejects.toThrow(`The database ${file} is damaged`);
    await expect(opened).rejects.toThrow("bellwether restore FILE --replace");
    database = null;
  });

  it("opens without the text of damaged items, and reports it until its file is deleted", async () => {
    const errors: unknown[] = [];
    const noted = {
      ...deps,
      log: { ...log, error: (_: string, what?: object) => errors.push(what) },
    };
    const names = tableNames("b-");
    database = await openDatabase(deps, base, "live");
    let client = dynamoClient(database.connection);
    await createTables(client, names);
    const stored = workflowStore({ documents: documentClient(client), names });
    await stored.create(aWorkflow({ name: "kept" }));
    const damaged = randomUUID();
    await stored.create(aWorkflow({ id: damaged, name: "damaged" }));
    await orderStore({ documents: documentClient(client), names }).put(anOrder());
    client.destroy();
    await database.stop();
    const sqlite = new Sqlite(path.join(base, "live.db"));
    sqlite.exec(`UPDATE "b-workflows" SET item_json = '{"cut' WHERE pk = 'S:${damaged}'`);
    sqlite.exec(`UPDATE "b-workflow_orders" SET item_json = ''`);
    sqlite.exec("UPDATE _stream_records SET new_image = '{'");
    sqlite.close();
    database = await openDatabase(noted, base, "live");
    client = dynamoClient(database.connection);
    const documents = documentClient(client);
    const list = await workflowStore({ documents, names }).scan();
    expect(list.map(({ kind }) => kind).toSorted()).toEqual(["broken", "valid"]);
    expect(errors).toMatchObject([
      { table: "stream of b-workflow_orders", was: "{" },
      { table: "b-workflows", key: damaged, was: '{"cut' },
      { table: "b-workflow_orders", key: expect.stringContaining(aWorkflow().id) },
    ]);
    client.destroy();
    await database.stop();
    database = await openDatabase(noted, base, "live");
    const kept = path.join(base, "live.db-damaged.jsonl");
    expect(readFileSync(kept, "utf8")).toContain(String.raw`"json":"{\"cut"`);
    expect(modeOf(kept)).toBe("600");
    expect(database.damagedProblem()).toMatch(
      /^3 damaged items were taken out of live.db: .*rebuild/,
    );
    rmSync(kept);
    expect(database.damagedProblem()).toBeNull();
  });

  it("keeps damaged items as they are when their text cannot be kept elsewhere", async () => {
    database = await openDatabase(deps, base, "live");
    const client = dynamoClient(database.connection);
    await createTables(client, tableNames("b-"));
    await workflowStore({ documents: documentClient(client), names: tableNames("b-") }).create(
      aWorkflow(),
    );
    client.destroy();
    await database.stop();
    const file = path.join(base, "live.db");
    const damage = new Sqlite(file);
    damage.exec(`UPDATE "b-workflows" SET item_json = '{"cut'`);
    damage.close();
    mkdirSync(`${file}-damaged.jsonl`);
    expect(() => takeOutDamaged(file)).toThrow("EISDIR");
    const sqlite = new Sqlite(file);
    expect(sqlite.prepare('SELECT item_json FROM "b-workflows"').all()).toEqual([
      { item_json: '{"cut' },
    ]);
    sqlite.close();
    database = null;
  });

  it("fails to open in a folder that everybody can write to", async () => {
    const home = path.join(base, "shared");
    mkdirSync(home);
    chmodSync(home, 0o1777);
    await expect(openDatabase(deps, home, "live")).rejects.toThrow(SettingError);
    expect(modeOf(home)).toBe("777");
  });
});
