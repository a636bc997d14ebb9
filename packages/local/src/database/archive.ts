/** Backups of a home, in SQLite's archive format: `sqlite3 FILE -A --list` reads them too. */
import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { explain } from "@bellwether/core/event";
import { messageOf } from "@bellwether/core/failure";
import Sqlite from "libsql";
import * as z from "zod";
import { SettingError } from "../config/environment.ts";
import { openHome, realFile } from "../config/home.ts";
import { DAMAGED_SUFFIX } from "./damaged-item.ts";
import { checkDatabaseFile, copyDatabaseFile, hasTable, STREAM_TABLE } from "./database-file.ts";
import { type Ownership, ownDatabase } from "./owner-file.ts";

/** The message is for the person at the terminal. */
export class ArchiveError extends Error {
  readonly code:
    | "exists"
    | "nothing-to-back-up"
    | "damaged"
    | "not-written"
    | "not-an-archive"
    | "home-in-use";
  readonly retryable = false;
  constructor(code: ArchiveError["code"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ArchiveError";
    this.code = code;
  }
}

/** The databases alone are backed up: other files of a home belong to a process, hold a secret, or are
 *  the trader's own. */
const DATABASE = /^[\w-][\w.-]*\.db$/;

const ARCHIVE_TABLE = "sqlar";
const CREATE_TABLE = `
  CREATE TABLE ${ARCHIVE_TABLE} (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)`;

/** Writes the data of a home into a new file, consistent also while Bellwether runs. Returns the names
 *  of the files in it. Throws `ArchiveError`. */
export function backUpHome(home: string, file: string): readonly string[] {
  if (existsSync(file)) {
    throw new ArchiveError("exists", `${file} exists already: name a new file.`);
  }
  const names = archivedNames(home);
  if (names.length === 0) {
    throw new ArchiveError("nothing-to-back-up", `There is no data in ${home}.`);
  }
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    closeSync(openSync(partial, "wx", 0o600));
    writeArchive(home, names, partial);
    renameSync(partial, file);
  } catch (cause) {
    if (cause instanceof ArchiveError) throw cause;
    const reason = messageOf(cause);
    throw new ArchiveError("not-written", `${file} cannot be written: ${reason}.`, { cause });
  } finally {
    for (const suffix of ["", "-journal"]) rmSync(`${partial}${suffix}`, { force: true });
  }
  return names;
}

function writeArchive(home: string, names: readonly string[], archive: string): void {
  const sqlite = new Sqlite(archive);
  try {
    sqlite.exec(CREATE_TABLE);
    const insert = sqlite.prepare("INSERT INTO sqlar VALUES (?, ?, ?, ?, ?)");
    for (const name of names) {
      const source = path.join(home, name);
      const content = databaseContent(source, `${archive}.copy`);
      const seconds = Math.floor(statSync(source).mtimeMs / 1_000);
      insert.run(name, 0o100600, seconds, content.length, packed(content));
    }
  } finally {
    sqlite.close();
  }
}

function databaseContent(source: string, copy: string): Buffer {
  try {
    copyDatabaseFile(source, copy);
    return readFileSync(copy);
  } catch (cause) {
    throw new ArchiveError(
      "damaged",
      `${source} cannot be backed up (${messageOf(cause)}); nothing was written.`,
      { cause },
    );
  } finally {
    rmSync(copy, { force: true });
  }
}

const rowSchema = z.object({
  name: z.string(),
  sz: z.int().nonnegative(),
  data: z
    .union([z.instanceof(ArrayBuffer), z.instanceof(Uint8Array)])
    .transform((data) => new Uint8Array(data)),
});

/** Restores a backup into a home. With `replace`, the existing data is first moved into a folder of the
 *  home. Returns the files and that folder. Throws `ArchiveError`, or `SettingError` when Bellwether
 *  runs on the home; then nothing was changed. */
export async function restoreHome(
  home: string,
  file: string,
  options: { readonly replace: boolean; readonly mark: string },
): Promise<{ readonly names: readonly string[]; readonly replaced: string | null }> {
  const folder = openHome(home);
  const unpacked = path.join(folder, `${randomUUID()}.partial`);
  mkdirSync(unpacked, { mode: 0o700 });
  const owned: Ownership[] = [];
  try {
    const names = unpack(file, unpacked);
    const present = archivedNames(folder);
    // Also ends a database that outlived its Bellwether: what it has not written back is in its log.
    for (const name of new Set([...present, ...names])) {
      owned.push(await ownDatabase(realFile(path.join(folder, name))));
    }
    if (present.length > 0 && !options.replace) {
      throw new ArchiveError(
        "home-in-use",
        `${folder} holds data already (${present.join(", ")}): restore with --replace, which moves it to a folder beside it, or set BELLWETHER_HOME to a new folder.`,
      );
    }
    const replaced = present.length > 0 ? path.join(folder, `replaced-${options.mark}`) : null;
    const restoring = path.join(folder, RESTORING);
    rmSync(restoring, { recursive: true, force: true });
    renameSync(unpacked, restoring);
    if (replaced !== null) setAside(folder, present, replaced);
    for (const name of names) renameSync(path.join(restoring, name), path.join(folder, name));
    rmSync(restoring, { recursive: true });
    return { names, replaced };
  } finally {
    for (const { end } of owned) end();
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** The files that a restore puts into a home, until all of them are in place. */
const RESTORING = "restoring";

/** Throws `SettingError` if a restore was killed while it replaced the data of this home. */
export function refuseHalfRestored(folder: string): void {
  if (!existsSync(path.join(folder, RESTORING))) return;
  const replaced = readdirSync(folder).filter((name) => name.startsWith("replaced-"));
  const before = replaced.toSorted().at(-1);
  throw new SettingError(
    `A restore into ${folder} was interrupted: run \`bellwether restore FILE --replace\` again.` +
      (before === undefined ? "" : ` The previous data is in ${path.join(folder, before)}.`),
  );
}

function setAside(folder: string, names: readonly string[], target: string): void {
  mkdirSync(target, { mode: 0o700 });
  for (const name of names) {
    for (const suffix of ["", "-wal", "-shm", DAMAGED_SUFFIX]) {
      const source = path.join(folder, `${name}${suffix}`);
      if (existsSync(source)) renameSync(source, path.join(target, `${name}${suffix}`));
    }
  }
}

function unpack(archive: string, folder: string): readonly string[] {
  try {
    const rows = readArchive(archive);
    for (const { name, sz, data } of rows) {
      const file = path.join(folder, name);
      writeContent(file, unpackedContent(data, sz));
      checkDatabaseFile(file);
      if (!hasTable(file, STREAM_TABLE)) throw new Error(`${name} is not a database of Bellwether`);
      for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    }
    return rows.map(({ name }) => name);
  } catch (cause) {
    if (cause instanceof ArchiveError) throw cause;
    const reason = cause instanceof z.ZodError ? explain(cause) : messageOf(cause);
    throw new ArchiveError(
      "not-an-archive",
      `${archive} is not a backup, or is damaged: ${reason}.`,
      {
        cause,
      },
    );
  }
}

/** A full disk is no fault of the archive. */
function writeContent(file: string, content: Uint8Array): void {
  try {
    writeFileSync(file, content, { mode: 0o600 });
  } catch (cause) {
    throw new ArchiveError("not-written", `${file} cannot be written: ${messageOf(cause)}.`, {
      cause,
    });
  }
}

function readArchive(archive: string): readonly z.infer<typeof rowSchema>[] {
  if (!isFile(archive)) throw new Error("there is no such file");
  const sqlite = new Sqlite(archive, { readonly: true });
  try {
    const rows = sqlite.prepare("SELECT name, sz, data FROM sqlar").all();
    // Backups of earlier versions have other files of the home too.
    const databases = z
      .array(rowSchema)
      .parse(rows)
      .filter(({ name }) => DATABASE.test(name));
    if (databases.length === 0) throw new Error("it holds no database");
    return databases;
  } finally {
    sqlite.close();
  }
}

function archivedNames(home: string): readonly string[] {
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .filter((name) => DATABASE.test(name) && isFile(path.join(home, name)))
    .filter((name) => !isArchive(path.join(home, name)))
    .toSorted();
}

/** Also behind a link: a database may be on another disk than its home. */
function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether a file is an earlier backup. One that cannot be read is not: it is reported when it is used. */
function isArchive(file: string): boolean {
  try {
    return hasTable(file, ARCHIVE_TABLE);
  } catch {
    return false;
  }
}

/** The format stores content that does not compress as it is, and recognizes it by its length. */
function packed(content: Buffer): Buffer {
  const deflated = deflateSync(content);
  return deflated.length < content.length ? deflated : content;
}

function unpackedContent(data: Uint8Array, size: number): Uint8Array {
  if (data.length === size) return data;
  const content = inflateSync(data, { maxOutputLength: Math.max(1, size) });
  if (content.length !== size) throw new Error(`${content.length} bytes instead of ${size}`);
  return content;
}
