import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Recording } from "./recording.ts";

export type Victim = Readonly<{
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>;
  kill: () => void;
  /** Everything it has printed. */
  output: () => string;
  /** Resolves at the first line of output that matches. */
  said: (pattern: RegExp) => Promise<void>;
}>;

const PROGRAM = new URL("../main.ts", import.meta.url).pathname;

/** Bellwether as a process of its own, replaying a recording until nothing is left to do. */
export function startVictim(recording: Recording, home: string): Victim {
  const args = ["start", "--market", "recorded", "--until-idle", "--json", "--port", "0"];
  args.push("--candles", recording.candles, "--workflows", recording.workflows);
  const child: ChildProcess = spawn(
    process.execPath,
    ["--no-warnings", "--import", "tsx", PROGRAM, ...args],
    {
      cwd: new URL("../..", import.meta.url).pathname,
      env: { PATH: process.env["PATH"], BELLWETHER_HOME: home },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  for (const output of [child.stdout, child.stderr]) {
    if (output === null) continue;
    createInterface({ input: output }).on("line", (line) => {
      text += `${line}\n`;
      for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve();
    });
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code ?? "unknown"));
  });
  return {
    ended,
    kill: () => child.kill("SIGKILL"),
    output: () => text,
    said: (pattern) =>
      pattern.test(text)
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ pattern, resolve })),
  };
}
