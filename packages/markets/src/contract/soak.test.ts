import { type Candle, type Horizon, MarketError, type MarketPort } from "@bellwether/core/market";
import { fromIso, type Instant } from "@bellwether/core/time";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBinanceServer } from "../binance/binance-server.ts";
import { connectBinance } from "../binance/market.ts";
import { testDeps } from "../http/test-deps.ts";
import type { TestReply, TestServer } from "../http/test-server.ts";
import { periodEnd } from "../period.ts";
import { fixedAccessToken } from "../saxo/access-token.ts";
import { connectSaxo } from "../saxo/market.ts";
import { startSaxoServer } from "../saxo/saxo-server.ts";
import { chanceOf } from "../simulated/chance.ts";
import { withFault, withoutRows } from "./fault.ts";

const RUNS = 500;
const now = fromIso("2026-09-16T13:42:11Z");
const rows = { half_hour: 2_000, daily: 300, weekly: 120 };
const TIMEOUT_MS = 40;

/** Half-hours are read at several ticks, because rows are cached from one tick to the next. */
const TICKS: Readonly<Record<Horizon, readonly Instant[]>> = {
  half_hour: [now - 7_200, now],
  daily: [now],
  weekly: [now],
};
const READS = Object.values(TICKS).flat().length;

type Answer = Readonly<{ horizon: Horizon; before: Instant; count: number; answer: unknown }>;
type Truth = Readonly<Record<Horizon, readonly Candle[]>>;
type Subject = {
  server: TestServer;
  truth: Truth;
  code: string;
  connect: (deps: ReturnType<typeof testDeps>) => MarketPort;
};

/** The faults of the next answers; set by every run. */
let mistreat: (answer: TestReply) => TestReply;
/** The run's clock. The server counts requests by it. */
let nowMs: () => number;

const SUBJECTS: Readonly<Record<string, () => Promise<Subject>>> = {
  Binance: async () => {
    const server = await startBinanceServer({ now, rows, fault: (_, answer) => mistreat(answer) });
    const connect: Subject["connect"] = (deps) =>
      connectBinance(deps, { url: server.url, timeoutMs: TIMEOUT_MS }).engine;
    return { server, truth: server.truth, code: "BTCUSDT", connect };
  },
  Saxo: async () => {
    const server = await startSaxoServer({
      now,
      rows,
      nowMs: () => nowMs(),
      fault: (_, answer) => mistreat(answer),
    });
    const environment = { apiUrl: `${server.url}/openapi/`, loginUrl: `${server.url}/` };
    const accessToken = fixedAccessToken("good");
    const connect: Subject["connect"] = (deps) =>
      connectSaxo({ ...deps, accessToken }, { environment, timeoutMs: TIMEOUT_MS }).engine;
    return { server, truth: server.truth, code: "GER40.I", connect };
  },
};

/** Several runs like the engine's: a few series of one market, read concurrently, with faults at
 *  this seed's probability. */
async function run(subject: Subject, seed: number) {
  const chance = chanceOf("soak", subject.code, seed);
  const deps = testDeps({ nowMs: (now + seed * 10_000_000) * 1_000, random: chance.uniform });
  nowMs = deps.systemNow;
  // In every fifth run, half of the answers have lost the history.
  const isForgetful = seed % 5 === 0;
  const probability = [0.02, 0.1, 0.3, 0.7][seed % 4] ?? 0;
  mistreat = (answer) =>
    isForgetful ? withoutRows(answer, chance, 0.5) : withFault(answer, chance, probability);
  const market = subject.connect(deps);
  const mostRows = { half_hour: 1_350, daily: 100, weekly: 100 };
  const series = (["half_hour", "daily", "weekly"] as const).map((horizon) => ({
    horizon,
    count: isForgetful ? mostRows[horizon] : 1 + Math.floor(chance.uniform() * mostRows[horizon]),
  }));
  const answers = await Promise.all(
    series.map(async ({ horizon, count }) => {
      const answered: Answer[] = [];
      for (const before of TICKS[horizon]) {
        const query = { code: subject.code, horizon, before, count };
        const answer = await market.readCandles(query).catch((error: unknown) => error);
        answered.push({ horizon, before, count, answer });
      }
      return answered;
    }),
  );
  return answers.flat();
}

describe.each(Object.keys(SUBJECTS))("%s with random faults of network and service", (name) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await (SUBJECTS[name]?.() ?? Promise.reject(new Error(name)));
  });
  afterAll(() => subject.server.close());

  it(`returns no wrong candle in ${RUNS} runs, and a reason for each failure`, async () => {
    const failures: string[] = [];
    let read = 0;
    for (let seed = 0; seed < RUNS; seed += 1) {
      for (const { horizon, before, count, answer } of await run(subject, seed)) {
        if (answer instanceof MarketError) {
          failures.push(`${answer.code}: ${answer.message}`);
          continue;
        }
        const closed = subject.truth[horizon].filter(
          ({ start }) => periodEnd(start, horizon) <= before,
        );
        const truth = closed.slice(-count);
        // Stored as text, because it is compared often.
        expect(JSON.stringify(answer)).toBe(JSON.stringify(truth));
        read += 1;
      }
    }
    expect(read + failures.length).toBe(READS * RUNS);
    expect(failures.filter((failure) => !/^[a-z-]+: .{10,}/.test(failure))).toEqual([]);
    // The faults are frequent enough that some reads fail, and rare enough that some succeed.
    expect(failures.length).toBeGreaterThan(RUNS / 5);
    expect(read).toBeGreaterThan(RUNS);
  }, 240_000);
});
