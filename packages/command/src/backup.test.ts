import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import {
  createTables,
  documentClient,
  dynamoClient,
  tableNames,
  workflowStore,
} from "@bellwether/functions/adapter/dynamodb";
import { aWorkflow } from "@bellwether/functions/testing";
import { type Database, openDatabase } from "@bellwether/local/database";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "./command-harness.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const names = tableNames("bellwether-");

const run = (folder: string, ...line: readonly string[]) =>
  runCommandLine({ BELLWETHER_HOME: folder }, line);

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** Runs a command where no file may grow beyond 32 KB, as on a full disk: the shell is set to let the
 *  write fail instead of ending the process. */
async function runOnFullDisk(folder: string, ...line: readonly string[]) {
  const limited = 'ulimit -f 64; trap "" XFSZ; exec "$@"';
  const command = [process.execPath, "--import", "tsx", MAIN, ...line];
  const child = spawn("sh", ["-c", limited, "sh", ...command], {
    env: { ...process.env, BELLWETHER_HOME: folder, TSX_DISABLE_CACHE: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const err = text(child.stderr);
  const [code] = (await once(child, "close")) as [number];
  return { code, err: await err };
}

describe("backup and restore", () => {
  let base: string;
  let home: string;
  let archive: string;
  let running: Database[];
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), "bellwether-backup-"));
    home = path.join(base, "home");
    archive = path.join(base, "backup.bellwether");
    running = [];
  });
  afterEach(async () => {
    for (const database of running) await database.stop();
    rmSync(base, { recursive: true });
  });

  const open = async (folder: string) => {
    const deps = { log, sleep: () => new Promise<void>(() => {}), nowMs: Date.now };
    const database = await openDatabase(deps, folder, "binance");
    running.push(database);
    const client = dynamoClient(database.connection);
    await createTables(client, names);
    const store = workflowStore({ documents: documentClient(client), names });
    const stop = async () => {
      running = running.filter((one) => one !== database);
      await database.stop();
    };
    return { store, stop };
  };
  const create = async (store: Awaited<ReturnType<typeof open>>["store"], count: number) => {
    for (let nth = 0; nth < count; nth += 1) {
      await store.create(aWorkflow({ id: randomUUID(), name: `workflow ${nth}` }));
    }
  };

  it("preserve every workflow of a running Bellwether, including the newest", async () => {
    const { store } = await open(home);
    await create(store, 12);
    const backedUp = await run(home, "backup", archive);
    expect([backedUp.code, backedUp.err]).toEqual([0, ""]);
    expect(backedUp.out).toContain(`Backed up binance.db of ${home} to ${archive}.`);
    expect(statSync(archive).mode & 0o777).toBe(0o600);
    expect(readdirSync(base)).toHaveLength(2);
    const other = path.join(base, "other");
    const restored = await run(other, "restore", archive, "--json");
    expect([restored.code, JSON.parse(restored.out)]).toEqual([
      0,
      { home: other, files: ["binance.db"], replaced: null },
    ]);
    const again = await open(other);
    expect(await again.store.scan()).toHaveLength(12);
  });

  it("exclude secrets, earlier backups and the trader's own files", async () => {
    const { stop } = await open(home);
    await stop();
    for (const name of ["saxo-live.token.json", "secrets.env", "my notes (2).yml"]) {
      writeFileSync(path.join(home, name), "secret");
    }
    for (const name of ["first.bellwether", "second.db"]) {
      await run(home, "backup", path.join(home, name));
    }
    const { out } = await run(home, "backup", archive, "--json");
    expect(JSON.parse(out)).toMatchObject({ files: ["binance.db"] });
    expect(readFileSync(archive).includes("secret")).toBe(false);
    const restored = await run(home, "restore", archive, "--replace", "--json");
    expect(JSON.parse(restored.out)).toMatchObject({ files: ["binance.db"] });
    expect(readdirSync(home)).toEqual(
      expect.arrayContaining(["first.bellwether", "second.db", "secrets.env"]),
    );
  });

  it("set the existing data aside, on request only", async () => {
    const { store, stop } = await open(home);
    await create(store, 1);
    await run(home, "backup", archive);
    await create(store, 0);
    await store.create(aWorkflow({ id: randomUUID(), name: "after the backup" }));
    await stop();
    const refused = await run(home, "restore", archive);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("--replace")]);
    const { out, code } = await run(home, "restore", archive, "--replace", "--json");
    expect(code).toBe(0);
    const { replaced } = JSON.parse(out) as { replaced: string };
    expect(existsSync(path.join(replaced, "binance.db"))).toBe(true);
    const again = await open(home);
    expect(await again.store.scan()).toHaveLength(1);
  });

  it("reject a home in use by a running Bellwether and change nothing", async () => {
    const { store, stop } = await open(home);
    await create(store, 2);
    await run(home, "backup", archive);
    const refused = await run(home, "restore", archive, "--replace");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("runs already")]);
    expect(await store.scan()).toHaveLength(2);
    await stop();
  });

  it.skipIf(process.platform === "win32")(
    "report a full disk and leave everything as it was",
    { timeout: 60_000 },
    async () => {
      const { stop } = await open(home);
      await stop();
      await run(home, "backup", archive);
      const before = readdirSync(home);
      const small = path.join(base, "small");
      const backup = await runOnFullDisk(home, "backup", small);
      expect(backup).toMatchObject({
        code: 1,
        err: expect.stringContaining("nothing was written"),
      });
      const restore = await runOnFullDisk(home, "restore", archive, "--replace");
      expect(restore).toMatchObject({ code: 1, err: expect.stringContaining("cannot be written") });
      expect(readdirSync(home)).toEqual(before);
      expect(readdirSync(base).toSorted()).toEqual(["backup.bellwether", "home"]);
    },
  );

  it("do not start with half of the data when a restore was killed", async () => {
    const { store, stop } = await open(home);
    await create(store, 2);
    await run(home, "backup", archive);
    await stop();
    // As a kill leaves it after the previous data was set aside.
    mkdirSync(path.join(home, "restoring"));
    const replaced = path.join(home, "replaced-20261130T013651Z");
    mkdirSync(replaced);
    renameSync(path.join(home, "binance.db"), path.join(replaced, "binance.db"));
    const opened = open(home);
    await expect(opened).rejects.toThrow("run `bellwether restore FILE --replace` again");
    await expect(opened).rejects.toThrow(`The previous data is in ${replaced}`);
    expect((await run(home, "restore", archive, "--replace")).code).toBe(0);
    const again = await open(home);
    expect(await again.store.scan()).toHaveLength(2);
  });

  it("follow a database that is a link to another disk", async () => {
    const elsewhere = path.join(base, "elsewhere.db");
    writeFileSync(elsewhere, "");
    mkdirSync(home);
    symlinkSync(elsewhere, path.join(home, "binance.db"));
    const { store } = await open(home);
    await create(store, 3);
    expect((await run(home, "backup", archive)).err).toBe("");
    await run(path.join(base, "other"), "restore", archive);
    const again = await open(path.join(base, "other"));
    expect(await again.store.scan()).toHaveLength(3);
  });

  it("report a file that is damaged, not a backup or already there, and a home without data", async () => {
    const { stop } = await open(home);
    await stop();
    await run(home, "backup", archive);
    const bytes = readFileSync(archive);
    const damaged = path.join(base, "damaged");
    writeFileSync(damaged, bytes.subarray(0, bytes.length / 2));
    const notes = path.join(base, "notes.txt");
    writeFileSync(notes, "not a backup");
    const empty = path.join(base, "empty");
    const database = path.join(home, "binance.db");
    for (const file of [damaged, notes, path.join(base, "nothing"), base, database]) {
      const refused = await run(empty, "restore", file);
      expect([refused.code, refused.err]).toEqual([
        1,
        expect.stringContaining(`${file} is not a backup, or is damaged`),
      ]);
      expect(readdirSync(empty)).toEqual([]);
    }
    expect((await run(home, "backup", archive)).err).toContain("exists already");
    const nowhere = path.join(base, "nowhere", "new");
    expect((await run(home, "backup", nowhere)).err).toContain(`${nowhere} cannot be written`);
    writeFileSync(path.join(home, "simulated.db"), "not a database");
    expect((await run(home, "backup", path.join(base, "new"))).err).toContain(
      "simulated.db cannot be backed up",
    );
    expect(existsSync(path.join(base, "new"))).toBe(false);
    expect((await run(empty, "backup", path.join(base, "new"))).err).toContain("There is no data");
  });
});
