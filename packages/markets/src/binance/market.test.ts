import type { CandleQuery } from "@bellwether/core/market";
import { fromIso } from "@bellwether/core/time";
import { afterEach, describe, expect, it } from "vitest";
import { testDeps } from "../http/test-deps.ts";
import type { TestReply, TestServer } from "../http/test-server.ts";
import { startBinanceServer } from "./binance-server.ts";
import { connectBinance } from "./market.ts";

const now = fromIso("2026-09-16T19:42:11Z");
const rows = { half_hour: 40, daily: 10, weekly: 10 };
const LAST: CandleQuery = { code: "BTCUSDT", horizon: "half_hour", before: now, count: 3 };
const HTML: TestReply = {
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<h1>Back soon</h1>",
};

let server: TestServer | null = null;
afterEach(() => server?.close());

/** A Binance server with these first answers; all later answers are correct. */
async function given(...replies: readonly TestReply[]) {
  const deps = testDeps({ nowMs: now * 1_000 });
  let asked = 0;
  const started = await startBinanceServer({
    now,
    rows,
    fault: (_, answer) => {
      asked += 1;
      return replies[asked - 1] ?? answer;
    },
  });
  server = started;
  const markets = connectBinance(deps, { url: started.url, timeoutMs: 30_000 });
  return { deps, started, ...markets, truth: started.truth };
}

/** An error answer that reports the weight used. */
function used(weight: number): TestReply {
  const headers = { "x-mbx-used-weight-1m": String(weight) };
  return { status: 500, headers, body: "" };
}

describe("Binance", () => {
  it("parses the documented kline with its exact decimal prices", async () => {
    const documented = [
      [
        1499040000000,
        "0.01634790",
        "0.80000000",
        "0.01575800",
        "0.01577100",
        "148976.11427815",
        1499644799999,
        "2434.19055334",
        308,
        "1756.87402397",
        "28.46694368",
        "0",
      ],
    ];
    const { engine } = await given({ status: 200, body: JSON.stringify(documented) });
    expect(
      await engine.readCandles({ ...LAST, horizon: "daily", before: 1499212800, count: 1 }),
    ).toEqual([{ start: 1499040000, open: 0.0163479, high: 0.8, low: 0.015758, close: 0.015771 }]);
  });

  it("assigns klines of 2017 that begin at odd times to their half-hours", async () => {
    const at = (time: string) => Date.parse(`2017-09-06T${time}Z`);
    const klines = [
      [at("15:30:00.000"), "10", "12", "9", "11", "1"],
      [at("16:00:00.000"), "11", "13", "10", "12", "1"],
      [at("16:12:08.563"), "14", "15", "13", "14", "1"],
      [at("16:30:01.234"), "14", "16", "14", "15", "1"],
    ];
    const { engine } = await given({ status: 200, body: JSON.stringify(klines) });
    const before = fromIso("2017-09-06T17:00:00Z");
    expect(await engine.readCandles({ ...LAST, before, count: 3 })).toEqual([
      { start: fromIso("2017-09-06T15:30:00Z"), open: 10, high: 12, low: 9, close: 11 },
      { start: fromIso("2017-09-06T16:00:00Z"), open: 11, high: 15, low: 10, close: 14 },
      { start: fromIso("2017-09-06T16:30:00Z"), open: 14, high: 16, low: 14, close: 15 },
    ]);
  });

  it("requests symbols that are not ASCII", async () => {
    const { engine, started } = await given();
    await expect(engine.findInstrument("币安人生USDT")).rejects.toMatchObject({
      code: "unknown-instrument",
      message: "Binance: Invalid symbol.",
    });
    expect(started.requests[0]?.url.searchParams.get("symbol")).toBe("币安人生USDT");
  });

  it("describes a pair with the decimals of its price step", async () => {
    const { engine } = await given();
    expect(await engine.findInstrument("BTCUSDT")).toMatchObject({ decimals: 2, tick_size: 0.01 });
  });

  it("looks an instrument up once, and again after a failed attempt", async () => {
    const { engine, started } = await given({ status: 404, body: "" });
    await expect(engine.findInstrument("BTCUSDT")).rejects.toMatchObject({ code: "unavailable" });
    await engine.findInstrument("BTCUSDT");
    await engine.findInstrument("BTCUSDT");
    expect(started.requests).toHaveLength(2);
  });

  it("rejects an invalid symbol without a request", async () => {
    const { engine, started } = await given();
    await expect(engine.findInstrument("ACA:xpar")).rejects.toMatchObject({
      code: "unknown-instrument",
      message: "Binance has no symbol ACA:xpar; its symbols look like BTCUSDT",
    });
    expect(started.requests).toEqual([]);
  });

  it("fails for a halted pair whose last half-hour is missing", async () => {
    const { engine, deps } = await given();
    deps.advance(1_800_000);
    const before = now + 1_800;
    await expect(engine.readCandles({ ...LAST, before })).resolves.toHaveLength(3);
    deps.advance(1_800_000);
    await expect(engine.readCandles({ ...LAST, before: before + 1_800 })).rejects.toMatchObject({
      code: "no-fresh-candle",
      retryable: true,
      message:
        "Binance has no candle of BTCUSDT that ended at 2026-09-16T20:30:00Z; the last one began " +
        "at 2026-09-16T19:30:00Z",
    });
  });
});

describe("the Binance client, given a faulty response,", () => {
  it.each<[string, TestReply]>([
    ["an internal error", { status: 500, body: '{"code":-1000,"msg":"UNKNOWN"}' }],
    ["its own timeout", { status: 503, body: '{"code":-1007,"msg":"Timeout"}' }],
    ["a bad gateway", { status: 502, headers: { "content-type": "text/html" }, body: "<html>" }],
    ["a page for maintenance", HTML],
    [
      "a refusal of its firewall",
      { status: 403, headers: { "content-type": "text/html" }, body: "" },
    ],
    ["a body that breaks off", { fault: "cut-off", body: "[[1499040000000]]" }],
    ["half a JSON text", { status: 200, body: "[[14990400" }],
    ["a closed connection", { fault: "reset" }],
    ["too many requests", { status: 429, headers: { "retry-after": "3" }, body: "{}" }],
  ])("retries after %s", async (_, reply) => {
    const { engine, started, truth } = await given(reply);
    expect(await engine.readCandles(LAST)).toEqual(truth.half_hour.slice(-4, -1));
    expect(started.requests).toHaveLength(2);
  });

  it("waits for the requested time", async () => {
    const { engine, deps } = await given({
      status: 429,
      headers: { "retry-after": "13" },
      body: "{}",
    });
    await engine.readCandles(LAST);
    expect(deps.systemNow()).toBeGreaterThanOrEqual((now + 13) * 1_000);
  });

  it("sends nothing while the address is banned", async () => {
    const { engine, started } = await given({
      status: 418,
      headers: { "retry-after": "7200" },
      body: "{}",
    });
    const banned = { code: "budget-exhausted", retryable: true };
    await expect(engine.readCandles(LAST)).rejects.toMatchObject(banned);
    await expect(engine.readCandles(LAST)).rejects.toMatchObject(banned);
    expect(started.requests).toHaveLength(1);
  });

  it("sends again after three days at the latest, whatever wait is requested", async () => {
    const headers = { "retry-after": "99999999999" };
    const { engine, deps, started } = await given({ status: 429, headers, body: "{}" });
    await expect(engine.readCandles(LAST)).rejects.toMatchObject({ code: "budget-exhausted" });
    deps.advance(3 * 24 * 3_600_000);
    await engine.readCandles(LAST).catch(() => {});
    expect(started.requests.length).toBeGreaterThan(1);
  });

  it.each<[string, string, TestReply]>([
    ["malformed", "an object instead of rows", { status: 200, body: "{}" }],
    ["malformed", "a number for a price", { status: 200, body: '[[0,1,2,3,"4","5"]]' }],
    ["malformed", "a word for a price", { status: 200, body: '[[0,"NaN","2","1","1","0"]]' }],
    ["malformed", "a kline that is too short", { status: 200, body: '[[0,"1","2"]]' }],
    ["malformed", "a high below the low", { status: 200, body: '[[0,"1","1","2","1","0"]]' }],
    ["malformed", "a price of zero", { status: 200, body: '[[0,"0","1","0","1","0"]]' }],
    [
      "malformed",
      "a row twice",
      { status: 200, body: '[[0,"1","1","1","1"],[0,"1","1","1","1"]]' },
    ],
    ["malformed", "a row at an odd time", { status: 200, body: '[[60000,"1","1","1","1"]]' }],
    ["unavailable", "a country it does not serve", { status: 451, body: "{}" }],
    [
      "unavailable",
      "a parameter it does not like",
      { status: 400, body: '{"code":-1102,"msg":"x"}' },
    ],
    ["unavailable", "a redirect", { status: 302, headers: { location: "/" }, body: "" }],
    ["unauthorized", "a login it does not need", { status: 401, body: "" }],
    [
      "unavailable",
      "an answer of more than a minute ago, or a fast clock",
      { status: 200, headers: { date: new Date((now - 61) * 1_000).toUTCString() }, body: "[]" },
    ],
  ])("fails without a retry (%s) for %s", async (code, _, reply) => {
    const { engine, started } = await given(reply);
    await expect(engine.readCandles(LAST)).rejects.toMatchObject({
      name: "MarketError",
      code,
      retryable: false,
    });
    expect(started.requests).toHaveLength(1);
  });

  it("names the row without a valid price", async () => {
    const body = (price: string) => `[[0,"1","2","1","1"],[1800000,"1","2","1","${price}"]]`;
    for (const [price, reason] of [
      ["NaN", "is not a price"],
      ["0.00", "is 0, which is not a price"],
    ] as const) {
      const { engine } = await given({ status: 200, body: body(price) });
      await expect(engine.readCandles(LAST)).rejects.toThrow(
        `unknown format (answer.1.4: ${reason})`,
      );
    }
  });

  it("keeps a close outside the range of its row and warns once", async () => {
    const odd = { status: 200, body: '[[0,"11","12","10","13"]]' };
    const { engine, deps } = await given(odd, odd);
    const early = { ...LAST, before: 1_800, count: 1 };
    const rows = [{ start: 0, open: 11, high: 12, low: 10, close: 13 }];
    expect(await engine.readCandles(early)).toEqual(rows);
    await engine.readCandles({ ...early, forming: true });
    expect(deps.warned).toEqual([
      { series: "BTCUSDT (half hour)", rows: 1, first: expect.stringContaining("the close 13") },
    ]);
  });

  it.each([24, 42])("compares its clock with a Date header %i minutes ahead", async (minutes) => {
    const date = new Date((now + minutes * 60) * 1_000).toUTCString();
    const kline = [fromIso("2026-09-16T19:00:00Z") * 1_000, "10", "20", "5", "15", "0"];
    const body = JSON.stringify([kline]);
    const { engine } = await given({ status: 200, headers: { date }, body });
    const [read] = await Promise.allSettled([engine.readCandles({ ...LAST, count: 1 })]);
    const reason = read.status === "rejected" ? String(read.reason) : "it was read";
    // A candle within the lateness allowed for a tick is still used.
    expect(reason).toContain(
      minutes === 24 ? "it was read" : "the clock of this machine is 42 minutes slow",
    );
  });

  it("uses a response that is a minute old", async () => {
    const date = new Date((now - 60) * 1_000).toUTCString();
    const kline = [fromIso("2026-09-16T19:00:00Z") * 1_000, "10", "20", "5", "15", "0"];
    const { engine } = await given({
      status: 200,
      headers: { date },
      body: JSON.stringify([kline]),
    });
    expect(await engine.readCandles({ ...LAST, count: 1 })).toHaveLength(1);
  });

  it("fails with the reason after the last attempt", async () => {
    const { engine, started } = await given(...Array.from({ length: 20 }, () => used(0)));
    await expect(engine.readCandles(LAST)).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: "Binance is not available (500)",
    });
    expect(started.requests).toHaveLength(10);
  });
});

describe("the request weight of Binance", () => {
  it("is reserved for the engine when little remains", async () => {
    const { page, engine, truth } = await given(used(4_600));
    await expect(page.readCandles(LAST)).rejects.toMatchObject({ code: "budget-exhausted" });
    expect(await engine.readCandles(LAST)).toEqual(truth.half_hour.slice(-4, -1));
  });

  it("is available again at the next full minute when it is used up", async () => {
    const { engine, deps, truth } = await given(used(6_000));
    expect(await engine.readCandles(LAST)).toEqual(truth.half_hour.slice(-4, -1));
    expect(deps.systemNow()).toBe(fromIso("2026-09-16T19:43:00Z") * 1_000);
  });
});
