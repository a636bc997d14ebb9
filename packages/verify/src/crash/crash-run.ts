import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export type CrashLife = Readonly<{
  /** All lines written to the terminal. */
  lines: readonly string[];
  /** Whether it had printed its address. */
  isUp: boolean;
  exitCode: number | null;
}>;

/** `ms` after the process was started, or after it printed its address. */
export type KillTime = Readonly<{ after: "start" | "address"; ms: number }>;

/** Runs the real process on `home`, until it is killed with SIGKILL; without a time for that, until
 *  it is idle. */
export function runProcess(options: {
  /** The main module of the process. */
  readonly main: string;
  readonly home: string;
  readonly recording: string;
  readonly from: string;
  readonly kill: KillTime | null;
  /** More of the environment. */
  readonly variables?: Readonly<Record<string, string>>;
}): Promise<CrashLife> {
  const { main, home, recording, from, kill, variables } = options;
  const args = [main, "start", "--market", "recorded", "--candles", recording];
  const child = spawn(
    process.execPath,
    [...args, "--from", from, "--port", "0", ...(kill === null ? ["--until-idle"] : [])],
    {
      env: { ...process.env, BELLWETHER_HOME: home, ...variables },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const killIn = (ms: number): void => {
    setTimeout(() => child.kill("SIGKILL"), ms);
  };
  if (kill?.after === "start") killIn(kill.ms);
  const lines: string[] = [];
  let isUp = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    if (!line.startsWith("Bellwether is at")) return;
    isUp = true;
    if (kill?.after === "address") killIn(kill.ms);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ lines, isUp, exitCode }));
  });
}
