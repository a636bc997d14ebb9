import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../command/src/main.ts", import.meta.url));

export type CrashRun = Readonly<{
  /** All lines written to the terminal. */
  lines: readonly string[];
  exitCode: number | null;
}>;

/** Runs the real process on `home`. With `killAfterMs` it is killed with SIGKILL that long after
 *  it printed its address; otherwise it runs until it is idle. */
export function runProcess(options: {
  readonly home: string;
  readonly recording: string;
  readonly from: string;
  readonly killAfterMs: number | null;
  /** More of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
}): Promise<CrashRun> {
  const { home, recording, from, killAfterMs, variables } = options;
  const args = ["--import", "tsx", MAIN, "start", "--market", "recorded", "--candles", recording];
  const child = spawn(
    process.execPath,
    [...args, "--from", from, "--port", "0", ...(killAfterMs === null ? ["--until-idle"] : [])],
    {
      env: { ...process.env, BELLWETHER_HOME: home, ...variables },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (killAfterMs !== null && line.startsWith("Bellwether is at")) {
      setTimeout(() => child.kill("SIGKILL"), killAfterMs);
    }
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ lines, exitCode }));
  });
}
