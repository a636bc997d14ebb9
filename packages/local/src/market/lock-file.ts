import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ReceiptStore } from "@bellwether/core/signal";
import type { SystemNow } from "@bellwether/core/time";
import * as z from "zod";

const lockSchema = z.object({ token: z.string(), until_ms: z.number() });
type Lock = z.infer<typeof lockSchema>;

/** Claims between the processes of one machine: one file per key, created exclusively. Two commands
 *  that share a login must not renew it at the same time. A completed claim is removed, because its
 *  key is never claimed again. */
export function lockFiles(options: {
  readonly folder: string;
  readonly systemNow: SystemNow;
}): ReceiptStore {
  const { folder, systemNow } = options;
  const fileOf = (key: string) => path.join(folder, `${encodeURIComponent(key)}.lock`);
  return {
    async claim(key, leaseMs) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = fileOf(key);
      const held = readLock(file) ?? unwritten(file, leaseMs);
      if (held !== null && held.until_ms > systemNow()) {
        return { kind: "held", until_ms: held.until_ms };
      }
      // Its lease has expired: the process that held it ended without a release.
      if (held !== null) rmSync(file, { force: true });
      const lock: Lock = { token: randomUUID(), until_ms: systemNow() + leaseMs };
      try {
        writeFileSync(file, JSON.stringify(lock), { flag: "wx", mode: 0o600 });
        return { kind: "claimed", token: lock.token };
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "EEXIST") {
          return { kind: "held", until_ms: systemNow() + leaseMs };
        }
        throw error;
      }
    },
    async complete(key, token) {
      return release(fileOf(key), token) ? "completed" : "lost";
    },
    async release(key, token) {
      release(fileOf(key), token);
    },
  };
}

function release(file: string, token: string): boolean {
  if (readLock(file)?.token !== token) return false;
  rmSync(file, { force: true });
  return true;
}

/** A lock whose process ended between creating and writing the file: its lease begins with the file.
 *  Null when there is no file. */
function unwritten(file: string, leaseMs: number): Lock | null {
  const made = statSync(file, { throwIfNoEntry: false });
  return made === undefined ? null : { token: "", until_ms: made.mtimeMs + leaseMs };
}

/** Null when there is no lock, or it cannot be parsed. */
function readLock(file: string): Lock | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}
