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
import { openHome } from "../config/home.ts";
import { checkDatabaseFile, copyDatabaseFile } from "./database-file.ts";
import { releaseDatabase } from "./owner-file.ts";

/** The message is for the person at the terminal. */
export class ArchiveError extends Error {
  readonly code: "exists" | "nothing-to-back-up" | "not-an-archive" | "home-in-use";
  readonly retryable = false;
  constructor(code: ArchiveError["code"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "ArchiveError";
    this.code = code;
  }
}

/** Files of a home that a backup leaves out: those of a running process, and secrets. A login is done
 *  again. */
const NOT_ARCHIVED = /(\.pid|\.lock|-wal|-shm|\.token\.json|\.partial)$/;
const DATABASE = /\.db$/;

const CREATE_TABLE = `
  CREATE TABLE sqlar (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)`;

/** Writes the data of a home into a new file, consistent also while Bellwether runs. Returns the names
 *  of the files in it. Throws `ArchiveError`. */
export function backUpHome(home: string, file: string): readonly string[] {
  if (existsSync(file)) {
    throw new ArchiveError("exists", `${file} exists already: name a new file.`);
  }
  const names = archivedNames(home);
  if (!names.some((name) => DATABASE.test(name))) {
    throw new ArchiveError("nothing-to-back-up", `There is no data in ${home}.`);
  }
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    closeSync(openSync(partial, "wx", 0o600));
    writeArchive(home, names, partial);
    renameSync(partial, file);
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
      const content = DATABASE.test(name)
        ? databaseContent(source, `${archive}.copy`)
        : readFileSync(source);
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
  } finally {
    rmSync(copy, { force: true });
  }
}

const rowSchema = z.object({
  name: z.string().regex(/^[\w-][\w.-]*$/, "is not the name of a file in a home"),
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
  try {
    const names = unpack(file, unpacked);
    const present = archivedNames(folder);
    for (const name of new Set([...present, ...names])) {
      if (DATABASE.test(name)) await endDatabase(folder, name);
    }
    if (present.length > 0 && !options.replace) {
      throw new ArchiveError(
        "home-in-use",
        `${folder} holds data already (${present.join(", ")}): restore with --replace, which moves it to a folder beside it, or set BELLWETHER_HOME to a new folder.`,
      );
    }
    const replaced = present.length > 0 ? path.join(folder, `replaced-${options.mark}`) : null;
    if (replaced !== null) setAside(folder, present, replaced);
    for (const name of names) renameSync(path.join(unpacked, name), path.join(folder, name));
    return { names, replaced };
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** Also ends a database that outlived its Bellwether: what it has not written back is in its log. */
async function endDatabase(folder: string, name: string): Promise<void> {
  const owner = path.join(folder, name.replace(DATABASE, ".pid"));
  await releaseDatabase(owner, path.join(folder, name));
}

function setAside(folder: string, names: readonly string[], target: string): void {
  mkdirSync(target, { mode: 0o700 });
  for (const name of names) {
    for (const suffix of ["", "-wal", "-shm"]) {
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
      writeFileSync(file, unpackedContent(data, sz), { mode: 0o600 });
      if (DATABASE.test(name)) checkDatabaseFile(file);
      for (const suffix of ["-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
    }
    return rows.map(({ name }) => name);
  } catch (cause) {
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

function readArchive(archive: string): readonly z.infer<typeof rowSchema>[] {
  if (!existsSync(archive)) throw new Error("there is no such file");
  const sqlite = new Sqlite(archive, { readonly: true });
  try {
    const rows = sqlite.prepare("SELECT name, sz, data FROM sqlar").all();
    return z.array(rowSchema).min(1).parse(rows);
  } finally {
    sqlite.close();
  }
}

function archivedNames(home: string): readonly string[] {
  if (!existsSync(home)) return [];
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !NOT_ARCHIVED.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
}

/** The format stores content that does not compress as it is, and recognizes it by its length. */
function packed(content: Buffer): Buffer {
  const deflated = deflateSync(content);
  return deflated.length < content.length ? deflated : content;
}

function unpackedContent(data: Uint8Array, size: number): Uint8Array {
  return data.length === size ? data : inflateSync(data);
}
