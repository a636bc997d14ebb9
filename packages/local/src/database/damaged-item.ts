import { existsSync } from "node:fs";
import Sqlite from "libsql";
import * as z from "zod";
import { STREAM_TABLE } from "./database-file.ts";

/** An item whose JSON cannot be read: the database then rejects every read of its table. */
export type DamagedItem = Readonly<{ table: string; key: string; json: string }>;

const tableSchema = z.object({ table_name: z.string(), key_schema: z.string() });
const keySchema = z.array(z.object({ AttributeName: z.string() })).min(1);
const rowSchema = z.object({ rowid: z.int(), pk: z.string(), sk: z.string(), json: z.string() });

/** Takes the text out of items that cannot be read, while the database is stopped, and returns it. What
 *  remains is the item's key, if it is text, so that the item is treated like every damaged one; other items
 *  and stream records are deleted. */
export function takeOutDamaged(file: string): readonly DamagedItem[] {
  if (!existsSync(file)) return [];
  const sqlite = new Sqlite(file);
  try {
    if (!hasTables(sqlite)) return [];
    sqlite.exec(
      `DELETE FROM ${STREAM_TABLE} WHERE NOT json_valid(keys_json)
       OR NOT json_valid(coalesce(new_image, '{}')) OR NOT json_valid(coalesce(old_image, '{}'))`,
    );
    const tables = sqlite.prepare("SELECT table_name, key_schema FROM _tables").all();
    return z
      .array(tableSchema)
      .parse(tables)
      .flatMap((table) => takenOutOf(sqlite, table));
  } finally {
    sqlite.close();
  }
}

function hasTables(sqlite: Sqlite.Database): boolean {
  const found = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_tables'");
  return found.get() !== undefined;
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
