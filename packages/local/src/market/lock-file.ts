import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ReceiptStore } from "@bellwether/core/store";
import type { SystemNow } from "@bellwether/core/time";
import * as z from "zod";

const lockSchema = z.object({ token: z.string(), until_ms: z.number() });
type Lock = z.infer<typeof lockSchema>;

/** Claims between the processes of one machine. Two commands that share a login must not renew it at
 *  the same time. Each claim of a key is a file of the next generation, created exclusively: of
 *  several processes that see an expired claim, one creates its successor, and none removes it. A
 *  completed claim is removed, because its key is never claimed again. */
export function lockFiles(options: {
  readonly folder: string;
  readonly systemNow: SystemNow;
}): ReceiptStore {
  const { folder, systemNow } = options;
  return {
    async claim(key, leaseMs) {
      const heldUntil = (generations: readonly number[]): number =>
        Math.max(0, ...generations.map((each) => untilMs(fileOf(folder, key, each), leaseMs)));
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const generations = generationsOf(folder, key);
      const until_ms = heldUntil(generations);
      if (until_ms > systemNow()) return { kind: "held", until_ms };
      // No lease, or expired ones: the processes that held them ended without a release.
      const lock: Lock = { token: randomUUID(), until_ms: systemNow() + leaseMs };
      const own = Math.max(0, ...generations) + 1;
      const file = fileOf(folder, key, own);
      if (!createExclusively(file, lock)) return { kind: "held", until_ms: lock.until_ms };
      // Meanwhile the earlier ones may have been removed and the count restarted.
      const others = generationsOf(folder, key).filter((generation) => generation !== own);
      if (heldUntil(others) <= systemNow()) return { kind: "claimed", token: lock.token };
      rmSync(file, { force: true });
      return { kind: "held", until_ms: lock.until_ms };
    },
    async complete(key, token) {
      return remove(folder, key, token) ? "completed" : "lost";
    },
    async release(key, token) {
      remove(folder, key, token);
    },
  };
}

/** Removes the claim and those before it, which have expired; false if another one came after it. */
function remove(folder: string, key: string, token: string): boolean {
  const generations = generationsOf(folder, key);
  const newest = Math.max(0, ...generations);
  if (readLock(fileOf(folder, key, newest))?.token !== token) return false;
  // These alone: when the lease has just expired, another claim may come meanwhile.
  for (const each of generations) rmSync(fileOf(folder, key, each), { force: true });
  return true;
}

function fileOf(folder: string, key: string, generation: number): string {
  return path.join(folder, `${encodeURIComponent(key)}.${generation}.lock`);
}

function generationsOf(folder: string, key: string): number[] {
  const prefix = `${encodeURIComponent(key)}.`;
  return readdirSync(folder).flatMap((name) => {
    const generation = /^(\d+)\.lock$/.exec(name.slice(prefix.length))?.[1];
    return name.startsWith(prefix) && generation !== undefined ? [Number(generation)] : [];
  });
}

/** False if the file exists already. */
function createExclusively(file: string, lock: Lock): boolean {
  try {
    writeFileSync(file, JSON.stringify(lock), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** When the lease of a claim ends. That of a process that ended between creating and writing its
 *  file begins with the file. 0 when the file is gone. */
function untilMs(file: string, leaseMs: number): number {
  const lock = readLock(file);
  if (lock !== null) return lock.until_ms;
  const made = statSync(file, { throwIfNoEntry: false });
  return made === undefined ? 0 : made.mtimeMs + leaseMs;
}

/** Null when there is no lock, or it cannot be parsed. */
function readLock(file: string): Lock | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}
