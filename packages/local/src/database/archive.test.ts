import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";
import Sqlite from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { restoreHome } from "./archive.ts";

describe("an archive that is not a backup of Bellwether is not restored", () => {
  let base: string;
  let archive: string;
  let insert: (name: string, size: number, content: Buffer) => void;
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), "bellwether-archive-"));
    archive = path.join(base, "archive.db");
    const sqlite = new Sqlite(archive);
    sqlite.exec(
      "CREATE TABLE sqlar (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)",
    );
    sqlite.close();
    insert = (...row) => {
      const file = new Sqlite(archive);
      file.prepare("INSERT INTO sqlar VALUES (?, 33152, 0, ?, ?)").run(...row);
      file.close();
    };
  });
  afterEach(() => rmSync(base, { recursive: true }));

  const home = () => path.join(base, "home");
  const restored = () => restoreHome(home(), archive, { replace: false, mark: "now" });
  const refusal = {
    code: "not-an-archive",
    message: expect.stringContaining("is not a backup, or is damaged"),
  };

  it("when it holds no database", async () => {
    insert("notes.txt", 3, Buffer.from("abc"));
    insert("../binance.db", 3, Buffer.from("abc"));
    await expect(restored()).rejects.toMatchObject(refusal);
    expect(readdirSync(home())).toEqual([]);
  });

  it("when its database is another program's", async () => {
    const other = path.join(base, "other");
    copyFileSync(archive, other);
    const content = readFileSync(other);
    insert("binance.db", content.length, content);
    await expect(restored()).rejects.toMatchObject(refusal);
    expect(readdirSync(home())).toEqual([]);
  });

  it("when a file in it is larger than it says, as in a decompression bomb", async () => {
    insert("binance.db", 1_000, deflateSync(Buffer.alloc(10_000_000)));
    await expect(restored()).rejects.toMatchObject(refusal);
    expect(readdirSync(home())).toEqual([]);
  });
});
