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
import { createTables, dynamoClient, tableNames } from "@bellwether/functions/adapter/dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SettingError } from "../config/environment.ts";
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
    // As if another live process had opened it.
    const ownerFile = path.join(home, "live.pid");
    const owner = JSON.parse(readFileSync(ownerFile, "utf8")) as { database: number };
    writeFileSync(ownerFile, JSON.stringify({ ...owner, owner: process.ppid }));
    await expect(openDatabase(deps, link, "live")).rejects.toThrow(/runs already on this data/);
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

  it("fails to open in a folder that everybody can write to", async () => {
    const home = path.join(base, "shared");
    mkdirSync(home);
    chmodSync(home, 0o1777);
    await expect(openDatabase(deps, home, "live")).rejects.toThrow(SettingError);
    expect(modeOf(home)).toBe("777");
  });
});
