import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { Sleep } from "@bellwether/core/time";
import { openDatabaseFile, STREAM_RETENTION_SECONDS } from "./database-file.ts";

export type MaintenanceDeps = Readonly<{ log: Log; sleep: Sleep; nowMs: () => number }>;

const MAINTAIN_EVERY_MS = 600_000;
/** Between two batches of deletions: the database's own writes come first. */
const PAUSE_MS = 50;

/** Maintains the file of a running database until it is stopped: creates the index that keeps writes
 *  fast, and deletes stream records older than 24 hours. A failure only costs speed and space. */
export async function maintainDatabase(
  { log, sleep, nowMs }: MaintenanceDeps,
  file: string,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    try {
      await trim(file, nowMs, (durationMs) => sleep(durationMs, stopping), stopping);
    } catch (error) {
      const reason = messageOf(error);
      log.warn("the database file could not be maintained, retrying", { file, reason });
    }
    await sleep(MAINTAIN_EVERY_MS, stopping);
  }
}

async function trim(
  file: string,
  nowMs: () => number,
  pause: (durationMs: number) => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  const database = openDatabaseFile(file);
  try {
    const before = Math.floor(nowMs() / 1_000) - STREAM_RETENTION_SECONDS;
    while (!stopping.aborted && database.trimStream(before) > 0) await pause(PAUSE_MS);
  } finally {
    database.close();
  }
}
