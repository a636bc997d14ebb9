import type { CandleQuery } from "@bellwether/core/market";
import { fromIso } from "@bellwether/core/time";
import { afterEach, describe, expect, it } from "vitest";
import { testDeps } from "../http/test-deps.ts";
import type { TestReply } from "../http/test-server.ts";
import { type AccessToken, fixedAccessToken } from "./access-token.ts";
import { connectSaxo } from "./market.ts";
import { type SaxoServer, startSaxoServer } from "./saxo-server.ts";

const now = fromIso("2026-09-16T13:42:11Z");
const rows = { half_hour: 200, daily: 100, weekly: 40 };
const LAST: CandleQuery = { code: "GER40.I", horizon: "half_hour", before: now, count: 3 };
const HTML = { headers: { "content-type": "text/html" }, body: "<h1>Maintenance</h1>" };

let server: SaxoServer | null = null;
afterEach(() => server?.close());

type Given = {
  /** The first answers to questions for charts. */
  charts?: readonly TestReply[];
  accessToken?: AccessToken;
  delayedByMinutes?: number;
  timeoutMs?: number;
};

async function given(options: Given = {}) {
  const { charts = [], accessToken, delayedByMinutes = 0, timeoutMs = 30_000 } = options;
  const deps = testDeps({ nowMs: now * 1_000 });
  let asked = 0;
  const statuses: number[] = [];
  const started = await startSaxoServer({
    now,
    rows,
    nowMs: deps.systemNow,
    delayedByMinutes,
    fault: ({ url }, answer) => {
      if ("status" in answer) statuses.push(answer.status);
      if (!url.pathname.includes("/chart/")) return answer;
      asked += 1;
      return charts[asked - 1] ?? answer;
    },
  });
  server = started;
  const environment = { apiUrl: `${started.url}/openapi/`, loginUrl: `${started.url}/` };
  const ports = connectSaxo(
    { ...deps, accessToken: accessToken ?? fixedAccessToken("good") },
    { environment, timeoutMs },
  );
  const chartsAsked = () => started.requests.filter(({ url }) => url.pathname.includes("/chart/"));
  return { deps, started, truth: started.truth, chartsAsked, statuses, ...ports };
}

function chart(...data: readonly unknown[]): TestReply {
  return { status: 200, body: JSON.stringify({ Data: data }) };
}

const TRADED = { Time: "2026-09-16T13:00:00Z", Open: 2, High: 4, Low: 1, Close: 3 };

describe("Saxo's instruments", () => {
  it("are requested with the parameters that distinguish indices from shares", async () => {
    const { engine, started } = await given();
    await engine.findInstrument("DAX.I");
    const search = started.requests[0]?.url.searchParams;
    expect(search?.get("Keywords")).toBe("DAX.I");
    expect(search?.get("IncludeNonTradable")).toBe("true");
    expect(search?.get("AssetTypes")).toContain("StockIndex");
    expect(started.requests[0]?.headers.authorization).toBe("Bearer good");
  });

  it("are found by their exact symbol; otherwise the candidates are listed", async () => {
    const { engine } = await given();
    await expect(engine.findInstrument("DAX")).rejects.toMatchObject({
      code: "unknown-instrument",
      message:
        "Saxo has no instrument with exactly the symbol DAX; there are: " +
        "DAX.I (StockIndex, DAX Index), DAL:xnys (Stock, Daxter Airlines)",
    });
  });

  it("are rejected when a symbol is ambiguous, and the candidates are listed", async () => {
    const { engine } = await given();
    await expect(engine.findInstrument("TWICE.I")).rejects.toMatchObject({
      code: "unknown-instrument",
      message:
        "TWICE.I is ambiguous at Saxo; there are: TWICE.I (CfdOnIndex, Twice as CfdOnIndex), " +
        "TWICE.I (Etf, Twice as Etf)",
    });
  });

  it("have the session of their exchange and the smallest step of their tick scheme", async () => {
    const { engine } = await given();
    expect(await engine.findInstrument("DAL:xnys")).toEqual({
      code: "DAL:xnys",
      name: "Daxter Airlines",
      asset_type: "Stock",
      decimals: 2,
      tick_size: 0.0001,
      market: "us",
    });
    expect(await engine.findInstrument("SPY:arcx")).toMatchObject({ market: "us" });
  });

  it("are looked up again the next day, because Saxo may change their number", async () => {
    const { engine, started, deps } = await given();
    const searches = () =>
      started.requests.filter(({ url }) => url.pathname.endsWith("/instruments"));
    await engine.findInstrument("GER40.I");
    deps.advance(86_399_000);
    await engine.findInstrument("GER40.I");
    expect(searches()).toHaveLength(1);
    deps.advance(1_000);
    await engine.findInstrument("GER40.I");
    expect(searches()).toHaveLength(2);
  });

  it("are looked up once for all candle queries", async () => {
    const { engine, started } = await given();
    await Promise.all([engine.readCandles(LAST), engine.readCandles(LAST)]);
    await engine.findInstrument("GER40.I");
    expect(started.requests.filter(({ url }) => url.pathname.includes("/ref/"))).toHaveLength(2);
  });
});

describe("Saxo's charts", () => {
  it("are requested up to the last half-hour that begins before the instant", async () => {
    const { engine, chartsAsked } = await given();
    await engine.readCandles({ ...LAST, before: fromIso("2026-09-16T13:30:00Z") });
    expect(Object.fromEntries(chartsAsked()[0]?.url.searchParams ?? [])).toEqual({
      Uic: "4911",
      AssetType: "CfdOnIndex",
      Horizon: "30",
      Mode: "UpTo",
      Time: "2026-09-16T13:00:00Z",
      Count: "4",
      FieldGroups: "ChartInfo,Data",
    });
  });

  it("have mid prices of bid and ask, rounded as in the reference", async () => {
    const { engine } = await given({
      charts: [
        chart({
          Time: "2026-09-16T13:00:00Z",
          OpenAsk: 5_475.52001953125,
          OpenBid: 5_475.27001953125,
          HighAsk: 5_482.31982421875,
          HighBid: 5_482.06982421875,
          LowAsk: 5_462.77001953125,
          LowBid: 5_462.52001953125,
          // An exact tie: half to even.
          CloseAsk: 5_399.53125,
          CloseBid: 5_399.03125,
        }),
      ],
    });
    expect(await engine.readCandles({ ...LAST, count: 1 })).toEqual([
      {
        start: fromIso("2026-09-16T13:00:00Z"),
        open: 5_475.395,
        high: 5_482.1948,
        low: 5_462.645,
        close: 5_399.2812,
      },
    ]);
  });

  it("may date a week on a Sunday or a Monday", async () => {
    const sunday = { ...TRADED, Time: "2026-09-06T00:00:00.000000Z" };
    const monday = { ...TRADED, Time: "2026-08-31T00:00:00.000000Z" };
    const { engine } = await given({ charts: [chart(monday, sunday)] });
    const weeks = await engine.readCandles({ ...LAST, horizon: "weekly", count: 2 });
    expect(weeks.map(({ start }) => start)).toEqual([
      fromIso("2026-08-31T00:00:00Z"),
      fromIso("2026-09-07T00:00:00Z"),
    ]);
  });

  it("are rejected while delayed prices leave the last candle unfinished", async () => {
    const { engine } = await given({ delayedByMinutes: 15 });
    await expect(engine.readCandles(LAST)).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: expect.stringContaining(
        "Saxo's prices of GER40.I are delayed by 15 minutes, so the candle that ended at 2026-09-16T13:30:00Z",
      ),
    });
  });

  it("are used with delayed prices once the last candle is finished", async () => {
    const { engine, truth } = await given({ delayedByMinutes: 10 });
    expect(await engine.readCandles(LAST)).toEqual(truth.half_hour.slice(-4, -1));
  });
});

describe("the Saxo client, given a faulty response,", () => {
  it.each<[string, TestReply]>([
    ["an internal error", { status: 500, body: '{"Message":"An error occurred"}' }],
    ["a page for maintenance", { status: 503, ...HTML }],
    ["a page that pretends to be an answer", { status: 200, ...HTML }],
    ["a conflict", { status: 409, body: "" }],
    ["a body that breaks off", { fault: "cut-off", body: JSON.stringify({ Data: [TRADED] }) }],
    ["half a JSON text", { status: 200, body: '{"Data":[{"Time":"2026' }],
    ["a closed connection", { fault: "reset" }],
    ["an empty answer that cannot be", { status: 200, body: '{"Data":[]}' }],
    ["a token that it takes for wrong once", { status: 401, body: "" }],
  ])("retries after %s", async (_, reply) => {
    let tokens = 0;
    const accessToken: AccessToken = {
      get: async () => {
        tokens += 1;
        return "good";
      },
      keepAlive: async () => {},
    };
    const { engine, chartsAsked, truth } = await given({ charts: [reply], accessToken });
    expect(await engine.readCandles(LAST)).toEqual(truth.half_hour.slice(-4, -1));
    expect(chartsAsked()).toHaveLength(2);
    expect(tokens).toBe(4);
  });

  it("waits for the requested time after too many requests", async () => {
    const refusal = { status: 429, headers: { "retry-after": "9" }, body: "" };
    const { engine, deps } = await given({ charts: [refusal] });
    await engine.readCandles(LAST);
    expect(deps.systemNow()).toBe((now + 9) * 1_000);
  });

  it("waits until the requested date, by the date of the answer", async () => {
    const at = (instant: number) => new Date(instant * 1_000).toUTCString();
    const headers = { "retry-after": at(now + 9), date: at(now) };
    const { engine, deps } = await given({ charts: [{ status: 429, headers, body: "" }] });
    await engine.readCandles(LAST);
    expect(deps.systemNow()).toBe((now + 9) * 1_000);
  });

  it("waits a second when the limit is reset in less than one", async () => {
    const headers = { "x-ratelimit-session-remaining": "0", "x-ratelimit-session-reset": "0" };
    const { engine, deps } = await given({ charts: [{ status: 429, headers, body: "" }] });
    await engine.readCandles(LAST);
    expect(deps.systemNow()).toBe((now + 1) * 1_000);
  });

  it("waits for the reset of the exhausted limit when no time is requested", async () => {
    const headers = {
      "x-ratelimit-session-remaining": "0",
      "x-ratelimit-session-reset": "21",
      "x-ratelimit-sessionorders-remaining": "0",
      "x-ratelimit-sessionorders-reset": "1",
    };
    const { engine, deps } = await given({ charts: [{ status: 429, headers, body: "" }] });
    await engine.readCandles(LAST);
    expect(deps.systemNow()).toBe((now + 21) * 1_000);
  });

  it("reports that the day's requests are used up", async () => {
    const headers = { "x-ratelimit-appday-remaining": "0", "x-ratelimit-appday-reset": "40000" };
    const { engine, chartsAsked } = await given({ charts: [{ status: 429, headers, body: "" }] });
    const refusal = { code: "budget-exhausted", retryable: true };
    await expect(engine.readCandles(LAST)).rejects.toMatchObject(refusal);
    await expect(engine.readCandles(LAST)).rejects.toMatchObject(refusal);
    expect(chartsAsked()).toHaveLength(1);
  });

  it.each<[string, string, TestReply]>([
    ["malformed", "a shape it does not know", { status: 200, body: '{"Rows":[]}' }],
    ["malformed", "a missing price", chart({ Time: TRADED.Time, Open: 2, High: 4, Low: 1 })],
    ["malformed", "a price that is text", chart({ ...TRADED, Close: "3" })],
    ["malformed", "a price of zero, as when there was no bid", chart({ ...TRADED, Low: 0 })],
    ["malformed", "a bid without an ask", chart({ Time: TRADED.Time, OpenBid: 2 })],
    ["malformed", "a high below the low", chart({ ...TRADED, High: 1, Low: 2 })],
    ["malformed", "a local time", chart({ ...TRADED, Time: "2026-09-16 13:00" })],
    ["malformed", "a row of another horizon", chart({ ...TRADED, Time: "2026-09-16T13:10:00Z" })],
    ["malformed", "a row twice", chart(TRADED, TRADED)],
    [
      "malformed",
      "rows in disorder",
      chart(
        TRADED,
        { ...TRADED, Time: "2026-09-16T12:00:00Z" },
        { ...TRADED, Time: "2026-09-16T12:30:00Z" },
      ),
    ],
    ["unauthorized", "data it may not have", { status: 403, body: '{"Message":"No access"}' }],
    ["unavailable", "a bad request", { status: 400, body: '{"Message":"Horizon"}' }],
    ["no-data", "an instrument without charts", { status: 404, body: "" }],
    [
      "unavailable",
      "an answer of more than a minute ago, or a fast clock",
      {
        status: 200,
        headers: { date: new Date((now - 61) * 1_000).toUTCString() },
        body: JSON.stringify({ Data: [TRADED] }),
      },
    ],
  ])("fails without a retry (%s) for %s", async (code, _, reply) => {
    const { engine, chartsAsked } = await given({ charts: [reply] });
    await expect(engine.readCandles({ ...LAST, code: "DAX.I" })).rejects.toMatchObject({
      name: "MarketError",
      code,
      retryable: false,
    });
    expect(chartsAsked()).toHaveLength(1);
  });

  it("names the row without a valid price", async () => {
    const second = { ...TRADED, Time: "2026-09-16T13:30:00Z", Close: null };
    const { engine } = await given({ charts: [chart(TRADED, second)] });
    const read = engine.readCandles({ ...LAST, code: "DAX.I" });
    await expect(read).rejects.toThrow(/unknown format \(answer\.Data\.1: /);
  });

  it("keeps an open outside the range of its row and warns", async () => {
    const { engine, deps } = await given({ charts: [chart({ ...TRADED, Open: 5 })] });
    const [row] = await engine.readCandles({ ...LAST, code: "DAX.I", count: 1 });
    expect(row?.open).toBe(5);
    expect(deps.warned).toEqual([
      { series: "DAX.I (half hour)", rows: 1, first: expect.stringContaining("the open 5") },
    ]);
  });

  it("fails when a new token is rejected as well", async () => {
    const refused: (string | undefined)[] = [];
    const accessToken: AccessToken = {
      get: async (rejected) => {
        refused.push(rejected);
        return rejected === undefined ? "stale" : "staler";
      },
      keepAlive: async () => {},
    };
    const { engine } = await given({ accessToken });
    await expect(engine.findInstrument("DAX.I")).rejects.toMatchObject({
      code: "unauthorized",
      retryable: false,
      message: "Saxo did not accept the login",
    });
    expect(refused).toEqual([undefined, "stale"]);
  });

  it("reports an expired 24-hour token", async () => {
    const { engine } = await given({ accessToken: fixedAccessToken("yesterday's") });
    await expect(engine.findInstrument("DAX.I")).rejects.toThrow(
      "SAXO_ACCESS_TOKEN is no longer accepted by Saxo; log in with `bellwether login`",
    );
  });

  it("fails with a reason when the login cannot be read", async () => {
    const accessToken: AccessToken = {
      get: async () => {
        throw new Error("disk on fire");
      },
      keepAlive: async () => {},
    };
    const { engine } = await given({ accessToken });
    await expect(engine.findInstrument("DAX.I")).rejects.toMatchObject({
      name: "MarketError",
      code: "unavailable",
      message: "Saxo's login cannot be used: disk on fire",
    });
  });
});

describe("the request limits of Saxo", () => {
  it("are never exceeded; further requests are rejected with the reason", async () => {
    // A request that times out on a busy machine would be counted by the server later.
    const { engine, chartsAsked, statuses } = await given({ timeoutMs: 100_000 });
    const reads = Array.from({ length: 400 }, () => engine.readCandles(LAST));
    const answers = await Promise.allSettled(reads);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const read = answers.filter(({ status }) => status === "fulfilled").length;
    // Two minutes of waiting allow at least twice the 110 requests sent per minute.
    expect(read).toBeGreaterThanOrEqual(220);
    expect(chartsAsked()).toHaveLength(read);
    const reasons = answers.flatMap((answer) =>
      answer.status === "rejected" ? answer.reason : [],
    );
    expect(reasons).toHaveLength(400 - read);
    expect(new Set(reasons.map(String))).toEqual(
      new Set(["MarketError: Saxo's charts allow no more requests for now; this one was not sent"]),
    );
  });

  it("are reserved for the engine when another process used most of them", async () => {
    const headers = { "x-ratelimit-session-remaining": "20", "x-ratelimit-session-reset": "50" };
    const { page, engine, truth } = await given({ charts: [{ status: 500, headers, body: "" }] });
    await expect(page.readCandles(LAST)).rejects.toMatchObject({ code: "budget-exhausted" });
    expect(await engine.readCandles(LAST)).toEqual(truth.half_hour.slice(-4, -1));
  });
});
