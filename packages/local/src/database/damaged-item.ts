import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import Sqlite from "libsql";
import * as z from "zod";
import { STREAM_TABLE } from "./database-file.ts";

/** An item whose JSON cannot be read: the database then rejects every read of its table. */
export type DamagedItem = Readonly<{ table: string; key: string; json: string }>;

/** Suffix of the file beside a database that keeps what was taken out of it, an item a line. */
export const DAMAGED_SUFFIX = "-damaged.jsonl";

const tableSchema = z.object({ table_name: z.string(), key_schema: z.string() });
const keySchema = z.array(z.object({ AttributeName: z.string() })).min(1);
const rowSchema = z.object({ rowid: z.int(), pk: z.string(), sk: z.string(), json: z.string() });
const recordSchema = z.object({ table: z.string(), key: z.string(), json: z.string() });

/** Takes the text out of items that cannot be read, while the database is stopped, into the file of
 *  damaged items, and returns it. What remains is the item's key, if it is text, so that the item is treated
 *  like every damaged one; other items and stream records are deleted. Throws if the text cannot be
 *  kept; then nothing is changed. */
export function takeOutDamaged(file: string): readonly DamagedItem[] {
  if (!existsSync(file)) return [];
  const sqlite = new Sqlite(file);
  try {
    if (!hasTables(sqlite)) return [];
    return sqlite.transaction(() => {
      const tables = sqlite.prepare("SELECT table_name, key_schema FROM _tables").all();
      const taken = [
        ...takenOutOfStreams(sqlite),
        ...z
          .array(tableSchema)
          .parse(tables)
          .flatMap((table) => takenOutOf(sqlite, table)),
      ];
      keep(file, taken);
      return taken;
    })();
  } finally {
    sqlite.close();
  }
}

/** What to do about the damaged items of a database, as one problem of the status. Null without any, or once
 *  the trader has removed the file that keeps them. */
export function damagedProblem(file: string): string | null {
  const kept = `${file}${DAMAGED_SUFFIX}`;
  if (!existsSync(kept)) return null;
  const count = readFileSync(kept, "utf8").trimEnd().split("\n").length;
  const items = count === 1 ? "1 damaged item was" : `${count} damaged items were`;
  return `${items} taken out of ${path.basename(file)}: restore a backup, or enter again what ${kept} shows and run bellwether rebuild; then delete that file`;
}

function keep(file: string, taken: readonly DamagedItem[]): void {
  if (taken.length === 0) return;
  const lines = taken.map((item) => `${JSON.stringify(item)}\n`).join("");
  appendFileSync(`${file}${DAMAGED_SUFFIX}`, lines, { mode: 0o600, flush: true });
}

function hasTables(sqlite: Sqlite.Database): boolean {
  const found = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_tables'");
  return found.get() !== undefined;
}

/** Stream records: the projection of their orders may be missing. */
function takenOutOfStreams(sqlite: Sqlite.Database): DamagedItem[] {
  const damaged = `NOT json_valid(keys_json) OR NOT json_valid(coalesce(new_image, '{}'))
    OR NOT json_valid(coalesce(old_image, '{}'))`;
  const records = sqlite
    .prepare(
      `SELECT 'stream of ' || table_name AS "table", sequence_number AS key,
       coalesce(new_image, old_image, keys_json) AS json FROM ${STREAM_TABLE} WHERE ${damaged}`,
    )
    .all();
  sqlite.exec(`DELETE FROM ${STREAM_TABLE} WHERE ${damaged}`);
  return z.array(recordSchema).parse(records);
}

function takenOutOf(
  sqlite: Sqlite.Database,
  { table_name, key_schema }: z.infer<typeof tableSchema>,
): DamagedItem[] {
  const table = `"${table_name.replaceAll('"', '""')}"`;
  const names = keySchema.parse(JSON.parse(key_schema)).map(({ AttributeName }) => AttributeName);
  const rows = sqlite
    .prepare(
      `SELECT rowid, pk, sk, item_json AS json FROM ${table} WHERE NOT json_valid(item_json)`,
    )
    .all();
  return z
    .array(rowSchema)
    .parse(rows)
    .map(({ rowid, pk, sk, json }) => {
      const values = [pk, sk].slice(0, names.length);
      if (values.every((value) => value.startsWith("S:"))) {
        const key = names.map((name, nth) => [name, { S: values[nth]?.slice(2) }]);
        const item = JSON.stringify(Object.fromEntries(key));
        sqlite.prepare(`UPDATE ${table} SET item_json = ? WHERE rowid = ?`).run(item, rowid);
      } else {
        sqlite.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(rowid);
      }
      return { table: table_name, key: values.map((value) => value.slice(2)).join(" "), json };
    });
}
