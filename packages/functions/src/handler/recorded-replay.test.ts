import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DomainEvent } from "@bellwether/core/event";
import type { MarketPort } from "@bellwether/core/market";
import { fromIso, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";
import { type Workflow, workflowSchema } from "@bellwether/core/workflow";
import { connectBinance } from "@bellwether/markets/binance";
import { recordedMarket, writeRecording } from "@bellwether/markets/recorded";
import type { TestServer } from "@bellwether/markets/testing";
import { startBinanceServer, testDeps } from "@bellwether/markets/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { generateHandler } from "./generate.ts";

const CODE = "BTCUSDT";
const now = fromIso("2026-09-16T19:42:11Z");
const rows = { half_hour: 3_000, daily: 100, weekly: 30 };
/** A live day: the ticks at 1 and 31 minutes past the hour. */
const TICKS: readonly Instant[] = Array.from(
  { length: 48 },
  (_, index) => fromIso("2026-09-15T19:31:00Z") + index * HALF_HOUR_SECONDS,
);

function workflow(number: number, indicator: object, ut: string, spread: number): Workflow {
  const direction = number % 2 === 0 ? "above" : "below";
  return workflowSchema.parse({
    id: `00000000-0000-4000-8000-00000000000${number}`,
    name: `workflow ${number}`,
    index: CODE,
    cfd: CODE,
    enable: true,
    dry_run: false,
    conditions: [{ indicator, close: { direction, ut, spread } }],
    trigger: {
      ut: "h1",
      signal: "breakout",
      location: direction === "above" ? "higher" : "lower",
      order_direction: direction === "above" ? "buy" : "sell",
      quantity: 1,
    },
    version: 1,
    created_at: 0,
    updated_at: 0,
  });
}

const WORKFLOWS = [
  workflow(1, { name: "ma50", ut: "h1" }, "h1", 60),
  workflow(2, { name: "ma7", ut: "h4" }, "h4", 60),
  workflow(3, { name: "bbh", ut: "h1" }, "h1", 80),
  workflow(4, { name: "bbb", ut: "h4" }, "h1", 80),
  workflow(5, { name: "combo", ut: "h1" }, "h1", 0),
  workflow(6, { name: "ma7", ut: "daily" }, "daily", 400),
];

/** The engine's signals of a day on a market. */
async function engineOf(market: MarketPort): Promise<readonly DomainEvent[]> {
  const events: DomainEvent[] = [];
  let tick = 0;
  const run = generateHandler({
    episodeCuts: memoryEpisodeCutStore(),
    scanWorkflows: async () => WORKFLOWS.map((value) => ({ kind: "valid" as const, value })),
    readDecisions: async () => [],
    readPause: async () => ({ paused: false, changed_at: null, by: null }),
    market,
    publish: async (published) => void events.push(...published),
    marketNow: () => tick,
    systemNow: () => 0,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  for (tick of TICKS) await run({ tick, execution_context: "schedule:test" });
  return events;
}

let folder: string;
let server: TestServer;
let live: MarketPort;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bellwether-replay-"));
  const deps = testDeps({ nowMs: now * 1_000 });
  server = await startBinanceServer({ now, rows });
  live = connectBinance(deps, { url: server.url }).engine;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

it("the replay of a recorded live day gives the same signals", async () => {
  const events = await engineOf(live);
  await writeRecording({
    folder,
    recordings: [
      {
        instrument: await live.findInstrument(CODE),
        rows: await live.readCandles({
          code: CODE,
          horizon: "half_hour",
          before: now,
          count: rows.half_hour,
        }),
      },
    ],
  });
  const replayed = await recordedMarket({ folder });
  expect(await engineOf(replayed)).toEqual(events);

  const signals = events.filter(({ type }) => type === "OrderSignal");
  expect(signals.length).toBeGreaterThan(20);
  const runs = events.filter((event) => event.type === "RunCompleted");
  expect(runs).toHaveLength(TICKS.length);
  expect(runs.every(({ detail }) => detail.evaluated === WORKFLOWS.length)).toBe(true);
});
