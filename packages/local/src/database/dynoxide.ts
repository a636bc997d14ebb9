import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The embedded database cannot run or does not answer. The message is for the person at the
 *  terminal. */
export class EmbeddedDatabaseError extends Error {
  readonly code: "unsupported-platform" | "did-not-start";
  constructor(code: "unsupported-platform" | "did-not-start", message: string) {
    super(message);
    this.name = "EmbeddedDatabaseError";
    this.code = code;
  }
}

export type EmbeddedDatabase = Readonly<{
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

/** Path of dynoxide's binary for this platform: an optional dependency of this package.
 *  Throws `EmbeddedDatabaseError` where there is none. */
export function dynoxideBinary(platform = process.platform, arch = process.arch): string {
  const name = `@dynoxide/${platform}-${arch}`;
  const file = platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const binary = path.join(path.dirname(manifest), file);
    if (existsSync(binary)) return binary;
  } catch {
    // Falls through to the explanation: a missing optional dependency is the usual case.
  }
  throw new EmbeddedDatabaseError(
    "unsupported-platform",
    `The embedded database does not run on ${platform}-${arch}: set DYNAMODB_ENDPOINT to a ` +
      "DynamoDB-compatible server, for example DynamoDB Local at http://127.0.0.1:8000, and " +
      "choose a live market, because a simulated or replayed one needs the embedded database.",
  );
}

/** Starts dynoxide on a free port of loopback. `file` null keeps everything in memory.
 *  Ready when the promise resolves; rejects with `EmbeddedDatabaseError`. */
export async function startEmbeddedDatabase(options: {
  file: string | null;
  port?: number;
  /** Told the process id before anything can go wrong, so that no process is ever lost. */
  onSpawn?: (pid: number) => void;
}): Promise<EmbeddedDatabase> {
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

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}
