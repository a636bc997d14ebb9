import path from "node:path";
import { messageOf } from "@bellwether/core/failure";
import type { Log } from "@bellwether/core/log";
import type { Sleep } from "@bellwether/core/time";
import type { DynamoConnection } from "@bellwether/functions/adapter/dynamodb";
import { createFile, openHome, realFile } from "../config/home.ts";
import { refuseHalfRestored } from "./archive.ts";
import { damagedProblem, takeOutDamaged } from "./damaged-item.ts";
import { checkDatabaseFile, compactDatabaseFile } from "./database-file.ts";
import { type EmbeddedDatabase, EmbeddedDatabaseError, startEmbeddedDatabase } from "./dynoxide.ts";
import { maintainDatabase } from "./maintenance.ts";
import { type Ownership, ownDatabase } from "./owner-file.ts";
import { embeddedRequestHandler } from "./request-handler.ts";

export type Database = Readonly<{
  connection: DynamoConnection;
  /** Whether this process alone reads and writes it. */
  isOwn: boolean;
  /** What to do about items that were damaged; null if there were none. */
  damagedProblem: () => string | null;
  /** Resolves with the reason when the database has ended and cannot be restarted. */
  lost: Promise<string>;
  stop: () => Promise<void>;
}>;

export type DatabaseDeps = Readonly<{ log: Log; sleep: Sleep; nowMs: () => number }>;

const MAX_RESTARTS_A_MINUTE = 5;
const RESTART_AFTER_MS = 200;
/** How much of a damaged item the log repeats, in characters. */
const MAX_SHOWN = 200;

/** A database server at DYNAMODB_ENDPOINT. */
export function namedDatabase(endpoint: string): Database {
  return {
    connection: { endpoint },
    isOwn: false,
    damagedProblem: () => null,
    lost: new Promise(() => {}),
    stop: async () => {},
  };
}

/** The embedded database on a file of `home`. It is restarted when it ends by itself: its clients
 *  retry meanwhile. Rejects with `EmbeddedDatabaseError` or `SettingError`. */
export async function openDatabase(
  deps: DatabaseDeps,
  home: string,
  name: string,
): Promise<Database> {
  const folder = openHome(home);
  refuseHalfRestored(folder);
  const file = realFile(path.join(folder, `${name}.db`));
  const ownership = await ownDatabase(file);
  try {
    createFile(file);
    check(file);
    reportDamaged(deps.log, file);
    compact(deps.log, file);
    return await runDatabase(deps, file, ownership);
  } catch (error) {
    ownership.end();
    throw error;
  }
}

async function runDatabase(
  deps: DatabaseDeps,
  file: string,
  ownership: Ownership,
): Promise<Database> {
  const start = () => startEmbeddedDatabase({ file, onSpawn: ownership.record });
  let current = await start();
  const stopped = new AbortController();
  void maintainDatabase(deps, file, stopped.signal);
  let stopping = false;
  let restarting: Promise<unknown> = Promise.resolve();
  const lost = keepAlive();
  return {
    connection: {
      requestHandler: embeddedRequestHandler(async (name, parameters) => {
        // A request that comes while the database starts again waits for it.
        await restarting;
        return current.call(name, parameters);
      }),
    },
    isOwn: true,
    damagedProblem: () => damagedProblem(file),
    lost,
    async stop() {
      stopping = true;
      stopped.abort();
      await restarting;
      await current.stop();
      ownership.end();
    },
  };

  async function keepAlive(): Promise<string> {
    const restarts: number[] = [];
    for (;;) {
      const how = await current.exited;
      if (stopping) return new Promise(() => {});
      const now = deps.nowMs();
      restarts.push(now);
      if (restarts.filter((at) => at > now - 60_000).length > MAX_RESTARTS_A_MINUTE) {
        return `the embedded database exited ${MAX_RESTARTS_A_MINUTE} times within a minute (${how})`;
      }
      deps.log.warn("the embedded database exited and is restarted", { how });
      // A stop waits for it, so that it ends the new process and not the old one.
      const restart = startAgain();
      restarting = restart;
      const failure = await restart;
      if (failure !== null) return failure;
    }
  }

  /** Null when it runs again, or is not to; the reason when it cannot. */
  async function startAgain(): Promise<string | null> {
    await deps.sleep(RESTART_AFTER_MS);
    if (stopping) return null;
    const next = await orReason(start());
    if (typeof next === "string") return next;
    current = next;
    return null;
  }
}

/** Throws `EmbeddedDatabaseError` for a damaged file, before anything reads half of it. */
function check(file: string): void {
  try {
    checkDatabaseFile(file);
  } catch (cause) {
    throw new EmbeddedDatabaseError(
      "damaged",
      `The database ${file} is damaged (${messageOf(cause)}): restore a backup with ` +
        "`bellwether restore FILE --replace`, or move the file away to start with an empty database.",
      { cause },
    );
  }
}

function reportDamaged(log: Log, file: string): void {
  try {
    for (const { table, key, json } of takeOutDamaged(file)) {
      log.error("a damaged item was taken out of the database", {
        file,
        table,
        key,
        was: json.slice(0, MAX_SHOWN),
      });
    }
  } catch (error) {
    log.warn("the items of the database could not be checked", { file, reason: messageOf(error) });
  }
}

function compact(log: Log, file: string): void {
  try {
    compactDatabaseFile(file);
  } catch (error) {
    log.warn("the database file could not be compacted", { file, reason: messageOf(error) });
  }
}

async function orReason(start: Promise<EmbeddedDatabase>): Promise<EmbeddedDatabase | string> {
  try {
    return await start;
  } catch (error) {
    return messageOf(error);
  }
}
