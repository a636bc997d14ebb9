import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { decodeInstants, runAnswerSchema } from "@bellwether/core/api";
import { aDraft } from "@bellwether/functions/testing";
import { startBinanceServer, type TestServer } from "@bellwether/markets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../../command/src/main.ts", import.meta.url));
const draft = aDraft({
  index: "BTCUSDT",
  cfd: "BTCUSDT",
  conditions: [
    {
      indicator: { name: "ma50", ut: "h1" },
      close: { direction: "below", ut: "h1", spread: 1_000_000 },
      element: null,
    },
  ],
});

let home: string;
let binance: TestServer;
let running: ChildProcess;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "bellwether-binance-"));
  const rows = { half_hour: 3_200, daily: 100, weekly: 60 };
  // An hour ahead, so that the last half-hour exists however long the test takes.
  binance = await startBinanceServer({ now: Math.floor(Date.now() / 1_000) + 3_600, rows });
});
afterEach(async () => {
  const ended = once(running, "exit");
  running.kill("SIGTERM");
  await ended;
  await binance.close();
  await rm(home, { recursive: true, force: true });
});

/** The address that a starting process prints. */
function startedAt(): Promise<string> {
  running = spawn(
    process.execPath,
    ["--import", "tsx", MAIN, "start", "--market", "binance", "--port", "0"],
    {
      env: { ...process.env, BELLWETHER_HOME: home, MARKET_URL: binance.url },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  // Read to the end: closing the pipe early would end the process.
  return new Promise((resolve, reject) => {
    let said = "";
    running.stdout?.on("data", (chunk) => {
      said += String(chunk);
      const address = /Bellwether is at (\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    running.once("exit", () => reject(new Error(`it ended without an address: ${said}`)));
  });
}

describe("the process with --market binance", () => {
  it("evaluates on Binance's candles, with a separate database", async () => {
    const url = `${await startedAt()}/api/workflow`;
    const post = async (route: string, body: unknown): Promise<unknown> => {
      const headers = { "content-type": "application/json" };
      const sent = { method: "POST", headers, body: JSON.stringify(body) };
      return decodeInstants(await (await fetch(`${url}${route}`, sent)).json());
    };
    await post("/workflows", draft);
    const answer = runAnswerSchema.parse(await post("/runs", { by: "test" }));
    expect(answer).toMatchObject({ kind: "completed", run: { evaluated: 1, skipped: 0 } });
    expect(binance.requests.map(({ url: asked }) => asked.pathname)).toContain("/api/v3/klines");
    expect(await readdir(home)).toContain("binance.db");
  });
});
