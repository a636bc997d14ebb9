/** The maintenance of the embedded database's SQLite file, which the database does not do: keep writes
 *  fast, delete old stream records, release space, and copy the file. See docs/decisions/0504. */
import { chmodSync, existsSync } from "node:fs";
import Sqlite from "libsql";

/** Streams keep their records for 24 hours, as on AWS. */
export const STREAM_RETENTION_SECONDS = 24 * 3_600;

/** Records deleted in one transaction: the database cannot write meanwhile. */
const RECORDS_PER_TRIM = 500;
/** The database holds the file's lock for the time of one write; a VACUUM takes longer. */
const WAIT_FOR_LOCK_MS = 5_000;
const MIN_FREE_PAGES = 2_000;

/** Where the embedded database keeps the records of all streams. */
export const STREAM_TABLE = "_stream_records";

/** The database assigns each record the maximum of all sequence numbers plus one. Without an index it
 *  reads every record of the stream to do so, at each write. */
const CREATE_INDEX = `
  CREATE INDEX IF NOT EXISTS bellwether_stream_sequence
  ON ${STREAM_TABLE} (table_name, CAST(sequence_number AS INTEGER))`;

/** Keeps the newest record of each table: the next sequence number is counted from it, and the
 *  consumer's checkpoint names it. */
const TRIM = `
  DELETE FROM ${STREAM_TABLE} WHERE id IN (
    SELECT id FROM ${STREAM_TABLE}
    WHERE created_at < ?
    AND id NOT IN (SELECT MAX(id) FROM ${STREAM_TABLE} GROUP BY table_name)
    ORDER BY id LIMIT ${RECORDS_PER_TRIM})`;

export type DatabaseFile = Readonly<{
  /** Deletes some of the stream records made before an instant (epoch seconds). Returns how many;
   *  0 when none are left. */
  trimStream: (before: number) => number;
  close: () => void;
}>;

/** Opens the file of a running database with a second connection: SQLite locks it for each transaction.
 *  Throws if the file does not have the tables of the embedded database. */
export function openDatabaseFile(file: string): DatabaseFile {
  const sqlite = open(file);
  try {
    sqlite.exec(CREATE_INDEX);
    const trim = sqlite.prepare(TRIM);
    return {
      trimStream: (before) => trim.run(before).changes,
      close: () => sqlite.close(),
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Gives unused space back to the file system when it is more than half of the file. Only while the
 *  database is stopped: it could not write for the whole time. */
export function compactDatabaseFile(file: string): void {
  if (!existsSync(file)) return;
  const sqlite = open(file);
  try {
    const free = number(sqlite, "freelist_count");
    if (free < MIN_FREE_PAGES || free * 2 < number(sqlite, "page_count")) return;
    sqlite.exec("VACUUM");
    // The vacuumed pages are in the write-ahead log; the file shrinks when they are written back.
    sqlite.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    sqlite.close();
  }
}

/** Writes a consistent copy of a database file, running or stopped, with what its write-ahead log
 *  holds. The copy must not exist yet. Throws when the file is damaged. */
export function copyDatabaseFile(file: string, copy: string): void {
  const sqlite = open(file);
  try {
    sqlite.prepare("VACUUM INTO ?").run(copy);
    chmodSync(copy, 0o600);
  } finally {
    sqlite.close();
  }
}

/** Throws when the file is not a SQLite database or its pages are damaged. */
export function checkDatabaseFile(file: string): void {
  const sqlite = open(file);
  try {
    const [result] = sqlite.prepare("PRAGMA quick_check(1)").raw().get() as [string];
    if (result !== "ok") throw new Error(result);
  } finally {
    sqlite.close();
  }
}

/** Throws when the file is not a SQLite database. */
export function hasTable(file: string, table: string): boolean {
  const sqlite = open(file);
  try {
    const found = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
    return found.get(table) !== undefined;
  } finally {
    sqlite.close();
  }
}

function open(file: string): Sqlite.Database {
  return new Sqlite(file, { timeout: WAIT_FOR_LOCK_MS });
}

function number(sqlite: Sqlite.Database, pragma: string): number {
  const [value] = sqlite.prepare(`PRAGMA ${pragma}`).raw().get() as [number];
  return value;
}
