import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { SettingError } from "../config/environment.ts";

/** The process that has a database file open, and the database process that it started. */
const ownerSchema = z.object({ owner: z.int().positive(), database: z.int().positive() });

/** Makes sure that no process has the database file open. A database that outlived its Bellwether,
 *  which was killed, is ended. Rejects with `SettingError` while that Bellwether runs. */
export async function releaseDatabase(ownerFile: string, databaseFile: string): Promise<void> {
  const owner = readOwner(ownerFile);
  if (owner === null) return;
  const isOurs = commandOf(owner.database).includes(databaseFile);
  if (isOurs && isAlive(owner.owner) && owner.owner !== process.pid) {
    throw new SettingError(
      `Bellwether runs already on this data (process ${owner.owner}): stop it first, or set BELLWETHER_HOME to another folder.`,
    );
  }
  if (isOurs) {
    process.kill(owner.database, "SIGKILL");
    while (isAlive(owner.database)) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  rmSync(ownerFile, { force: true });
}

export function claimDatabase(ownerFile: string, databasePid: number): void {
  const text = JSON.stringify({ owner: process.pid, database: databasePid });
  writeFileSync(ownerFile, text, { mode: 0o600 });
}

export function forgetDatabase(ownerFile: string): void {
  rmSync(ownerFile, { force: true });
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
