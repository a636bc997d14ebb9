import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";

/** Prints progress, one line per step. */
export type Progress = (line: string) => void;

const KEPT_OUTPUT = 8_000;
const STOP_MS = 5_000;

/** Runs a command to its end and returns its output.
 *  Throws if it fails, with the end of the output. */
export function runTool(
  command: string,
  args: readonly string[],
  options: Readonly<{
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    onOutput?: (text: string) => void;
  }> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(options.cwd !== undefined && { cwd: options.cwd }),
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
        options.onOutput?.(chunk);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve(output);
      const call = [command, ...args].join(" ");
      reject(new Error(`${call} ended with ${code}:\n${output.slice(-KEPT_OUTPUT)}`));
    });
  });
}

/** Runs a command with its output passed through to ours. Resolves with its exit code. */
export function runToEnd(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(command, args, { env, stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

export type Service = Readonly<{ hasEnded: () => boolean; stop: () => Promise<void> }>;

/** Starts a process that runs until it is stopped together with its children, as one process
 *  group. */
export function startService(
  command: string,
  args: readonly string[],
  { env, cwd, log }: Readonly<{ env: NodeJS.ProcessEnv; cwd: string; log: string }>,
): Service {
  const child = spawn(command, args, {
    env,
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: async () => {
      signal(child, "SIGTERM");
      const timer = setTimeout(() => signal(child, "SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(timer);
      // Children that outlived their parent.
      signal(child, "SIGKILL");
      file.end();
    },
  };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // The process group has already ended.
  }
}

/** A free loopback port. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
