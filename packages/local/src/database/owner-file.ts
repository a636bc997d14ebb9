import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { messageOf } from "@bellwether/core/failure";
import Sqlite from "libsql";
import * as z from "zod";
import { SettingError } from "../config/environment.ts";

/** The process that has a database file open, and the database process that it started. */
const ownerSchema = z.object({ owner: z.int().positive(), database: z.int().positive() });

/** The right of this process alone to open a database file, until `end`. */
export type Ownership = Readonly<{
  /** Records the database process, so that it can be ended if it outlives this one. */
  record: (databasePid: number) => void;
  end: () => void;
}>;

/** Makes sure that no other process has the database file open, now and until the ownership ends. A
 *  database that outlived its Bellwether, which was killed, is ended. Rejects with `SettingError`
 *  while that Bellwether runs. */
export async function ownDatabase(databaseFile: string): Promise<Ownership> {
  const base = databaseFile.replace(/\.db$/, "");
  const ownerFile = `${base}.pid`;
  const lock = locked(`${base}.lock`);
  const before = readOwner(ownerFile);
  const isOurs = before !== null && commandOf(before.database).includes(databaseFile);
  // Earlier versions have no lock.
  const isOlder = isOurs && before.owner !== process.pid && isAlive(before.owner);
  if (lock === null || isOlder) {
    lock?.close();
    const who = before === null ? "" : ` (process ${before.owner})`;
    throw new SettingError(
      `Bellwether runs already on this data${who}: stop it first, or set BELLWETHER_HOME to another folder.`,
    );
  }
  if (isOurs) await endProcess(before.database);
  rmSync(ownerFile, { force: true });
  return {
    record: (database) => {
      writeFileSync(ownerFile, JSON.stringify({ owner: process.pid, database }), { mode: 0o600 });
    },
    end: () => {
      rmSync(ownerFile, { force: true });
      lock.close();
    },
  };
}

/** An exclusive lock that the system releases when this process ends, however it ends. Null when another
 *  process has it. SQLite locks files on every platform. */
function locked(file: string): Sqlite.Database | null {
  let sqlite: Sqlite.Database | undefined;
  try {
    sqlite = new Sqlite(file, { timeout: 0 });
    // Nothing is written: no journal file is needed.
    sqlite.exec("PRAGMA journal_mode = OFF");
    sqlite.exec("BEGIN EXCLUSIVE");
    chmodSync(file, 0o600);
    return sqlite;
  } catch (error) {
    sqlite?.close();
    const reason = messageOf(error);
    if (/locked|busy/i.test(reason)) return null;
    throw new SettingError(`The file ${file} cannot be used: ${reason}.`);
  }
}

async function endProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function readOwner(file: string): z.infer<typeof ownerSchema> | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // There is none, or a crash truncated it: no process is known.
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command line of a process; empty when it cannot be read. Process ids are reused, so an id alone
 *  does not identify our process. */
function commandOf(pid: number): string {
  if (!isAlive(pid)) return "";
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // Not Linux.
  }
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" });
  } catch {
    return "";
  }
}
