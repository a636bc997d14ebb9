import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { dynoxideBinary, EmbeddedDatabaseError } from "../database/dynoxide.ts";
import { freePort } from "./free-port.ts";

export type DatabaseServer = Readonly<{
  endpoint: string;
  pid: number;
  /** Resolves with the exit code or signal once the process is gone, asked for or not. */
  exited: Promise<string>;
  /** Asks the process to end and waits for it; kills it after a second. */
  stop: () => Promise<void>;
}>;

const READY_WITHIN_MS = 10_000;
const PROBE_EVERY_MS = 10;
const STOP_WITHIN_MS = 1_000;

/** Starts dynoxide as an HTTP server on a free port of loopback, which several processes of a test run
 *  share. `file` null keeps everything in memory. Rejects with `EmbeddedDatabaseError`. */
export async function startDatabaseServer(options: {
  file: string | null;
  port?: number;
  /** Called with the process id before anything can fail, so that the process can always be ended. */
  onSpawn?: (pid: number) => void;
}): Promise<DatabaseServer> {
  const binary = dynoxideBinary();
  const port = options.port ?? (await freePort());
  const args = [
    "--port",
    String(port),
    ...(options.file === null ? [] : ["--db-path", options.file]),
  ];
  // Its own process group: Ctrl-C in the terminal must not end the database before its clients.
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  if (child.pid !== undefined) options.onSpawn?.(child.pid);
  // So it must be ended by us, however this process ends. What it acknowledged is on disk.
  const end = () => void child.kill("SIGKILL");
  process.once("exit", end);
  const stderr = tail(child);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  void exited.then(() => process.off("exit", end));
  const endpoint = `http://127.0.0.1:${port}`;
  const gone = new AbortController();
  void exited.then(() => gone.abort());
  const failure = await Promise.race([exited, ready(endpoint, gone.signal)]);
  if (failure !== null || child.pid === undefined) {
    child.kill("SIGKILL");
    throw new EmbeddedDatabaseError(
      "did-not-start",
      `The embedded database did not start (${failure}): ${stderr() || "it said nothing"}`,
    );
  }
  return { endpoint, pid: child.pid, exited, stop: () => stop(child, exited) };
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await exited;
  clearTimeout(late);
}

/** Null once the endpoint answers anything at all; a reason when it did not in time. Asks no more
 *  once the process is gone: a command that fails would go on for as long. */
async function ready(endpoint: string, gone: AbortSignal): Promise<string | null> {
  const until = performance.now() + READY_WITHIN_MS;
  while (!gone.aborted && performance.now() < until) {
    try {
      await fetch(endpoint);
      return null;
    } catch {
      await sleep(PROBE_EVERY_MS);
    }
  }
  return `no answer within ${READY_WITHIN_MS / 1_000} s`;
}

function tail(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}
