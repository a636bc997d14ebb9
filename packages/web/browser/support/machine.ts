import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { API_BASE } from "@bellwether/core/api";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
/** The file of its workflows. */
export const WORKFLOWS = fileURLToPath(new URL("workflows.yml", import.meta.url));

export type Machine = Readonly<{
  /** E.g. `http://127.0.0.1:41234`. */
  url: string;
  pid: number;
  stop: () => Promise<void>;
}>;

export type MachineOptions = Readonly<{
  environment?: NodeJS.ProcessEnv;
  /** Seconds between two runs; twenty without it. */
  every?: number;
  /** Return as soon as the machine answers, while it replays. */
  isReplaying?: boolean;
}>;

/** Starts the real one-machine runtime on a free port with a separate database, and waits until
 *  it has replayed its days. */
export async function startMachine(options: MachineOptions = {}): Promise<Machine> {
  const { environment = {}, every = 20 } = options;
  const home = await mkdtemp(join(tmpdir(), "bellwether-browser-"));
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      "packages/command/src/main.ts",
      "start",
      "--port",
      "0",
      "--workflows",
      WORKFLOWS,
      "--every",
      String(every),
    ],
    {
      cwd: ROOT,
      env: { ...process.env, ...environment, BELLWETHER_HOME: home },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const stop = async () => {
    if (child.exitCode === null) {
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    }
    await rm(home, { recursive: true, force: true });
  };
  try {
    const url = await announcedUrl(child);
    if (options.isReplaying !== true) await replayed(url, environment["BELLWETHER_TOKEN"]);
    return { url, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function announcedUrl(child: ChildProcess): Promise<string> {
  const { stdout } = child;
  if (stdout === null) throw new Error("the machine has no output to read");
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stdout });
    lines.on("line", (line) => {
      const url = /Bellwether is at (http\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", (code) => reject(new Error(`the machine ended with code ${code}`)));
  });
}

async function replayed(url: string, token: string | undefined): Promise<void> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  for (;;) {
    const response = await fetch(`${url}${API_BASE}/status`, { headers });
    const status = (await response.json()) as { market: { replaying: boolean }; runs: unknown[] };
    if (!status.market.replaying && status.runs.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
