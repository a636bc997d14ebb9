import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dynoxideBinary } from "@bellwether/local/database";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type SlackServer, startSlack } from "./slack-server.ts";

const MAIN = fileURLToPath(new URL("../../../command/src/main.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));

type Running = Readonly<{
  process: ChildProcess;
  out: () => string;
  err: () => string;
  /** Exit code, or the signal's name. */
  exited: Promise<number | string>;
  /** Resolves when the output contains the text. */
  says: (text: string) => Promise<void>;
}>;

describe("the real process", () => {
  let home: string;
  let started: Running[];
  beforeAll(() => {
    home = mkdtempSync(path.join(tmpdir(), "bellwether-process-"));
    started = [];
  });
  afterEach(async () => {
    for (const { process } of started) process.kill("SIGKILL");
    await Promise.all(started.map(({ exited }) => exited));
    started = [];
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const start = (args: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
    const running = run(["start", "--port", "0", ...args], { BELLWETHER_HOME: home, ...variables });
    started.push(running);
    return running;
  };

  it("stops with its database at Ctrl-C without waiting for Slack, and continues from there", async () => {
    const slack: SlackServer = await startSlack();
    slack.answer(() => ({ kind: "silence" }));
    const first = start([], { SLACK_BOT_TOKEN: "xoxb-test", SLACK_API_URL: slack.url });
    await first.says("SIMULATED");
    await untilSo(() => slack.calls.length > 0);
    const { database } = JSON.parse(readFileSync(path.join(home, "simulated.pid"), "utf8")) as {
      database: number;
    };
    first.process.kill("SIGINT");
    // A package manager passes the signal on, so the process receives it twice.
    first.process.kill("SIGINT");
    // The call to Slack would time out after ten seconds.
    const late = setTimeout(() => first.process.kill("SIGKILL"), 8_000);
    expect(await first.exited).toBe(0);
    clearTimeout(late);
    expect(isAlive(database)).toBe(false);
    await slack.stop();

    const second = start([]);
    await second.says("SIMULATED");
    const url = /at (http:\S+)/.exec(second.out())?.[1] ?? "";
    await untilSo(async () => (await replayClock(url)) > Date.parse("2026-09-14T07:00:00Z"));
    expect(second.out()).not.toContain("Created");
    second.process.kill("SIGTERM");
    expect(await second.exited).toBe(0);
  });

  it("prints one sentence for an error that the user can correct; exits with 2 for wrong options", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.listen(0, "127.0.0.1", resolve);
    });
    const { port } = taken.address() as AddressInfo;
    const folder = mkdtempSync(path.join(home, "candles-"));
    const readable = mkdtempSync(path.join(home, "candles-"));
    const candles = "start,open,high,low,close\n2024-03-27T10:00:00Z,1,2,1,1\n";
    const instruments = JSON.stringify({
      "DAX.I": {
        name: "DAX",
        asset_type: "StockIndex",
        decimals: 2,
        tick_size: 0.01,
        market: "eu",
      },
    });
    for (const [into, rows] of [
      [folder, `${candles}2024-03-27T10:30:00Z,1,x,1,1\n`],
      [readable, candles],
    ] as const) {
      writeFileSync(path.join(into, "instruments.json"), instruments);
      writeFileSync(path.join(into, "DAX.I.csv"), rows);
    }
    const cases = [
      {
        running: start(["--port", String(port)], { BELLWETHER_HOME: path.join(home, "taken") }),
        sentence: new RegExp(`Port ${port} is in use`),
      },
      { running: start(["--from", "2024-03-28"]), sentence: /--from requires/, code: 2 },
      { running: start(["--market", "recorded"]), sentence: /needs --candles/, code: 2 },
      {
        running: start(["--market", "binance", "--every", "5"]),
        sentence: /--every needs/,
        code: 2,
      },
      { running: start(["--until-idle"]), sentence: /--until-idle needs/, code: 2 },
      {
        running: start([], { SLACK_BOT_TOKEN: "secret-and-wrong" }),
        sentence: /environment variable SLACK_BOT_TOKEN must be a Slack token/,
      },
      {
        running: start(["--market", "recorded", "--candles", folder]),
        sentence: /DAX\.I\.csv, line 3: the high "x" is not a number/,
      },
      {
        running: start([
          "--market",
          "recorded",
          "--candles",
          readable,
          "--from",
          "2024-03-28T10:00:00Z",
        ]),
        sentence: /--from is 2024-03-28T10:00:00Z, but the recording ends at 2024-03-27T10:30:00Z/,
      },
    ];
    for (const { running, sentence, code = 1 } of cases) {
      expect(await running.exited).toBe(code);
      // A start that fails writes no workflows.
      expect(running.out()).not.toContain("Created");
      expect(running.err().trim().split("\n")).toHaveLength(1);
      expect(running.err()).toMatch(sentence);
      expect(running.err() + running.out()).not.toContain("secret-and-wrong");
    }
    taken.close();
  });
});

describe("a platform without an embedded database", () => {
  it("reports that a server must be configured", () => {
    expect(() => dynoxideBinary("sunos", "x64")).toThrow(
      /does not run on sunos-x64: set DYNAMODB_ENDPOINT/,
    );
  });
});

function run(args: readonly string[], variables: Readonly<Record<string, string>>): Running {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", MAIN, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (err += chunk));
  const exited = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? "gone"));
  });
  return {
    process: child,
    out: () => out,
    err: () => err,
    exited,
    says: async (text) => {
      await Promise.race([untilSo(() => out.includes(text)), exited]);
      if (!out.includes(text)) throw new Error(`it ended and never said "${text}": ${err}${out}`);
    },
  };
}

async function untilSo(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The market clock of a running machine, in epoch milliseconds. */
async function replayClock(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/workflow/status`);
  const { as_of } = (await answer.json()) as { as_of: string };
  return Date.parse(as_of);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
