import type { Candle, Horizon } from "@bellwether/core/market";
import { dayOf, fromIso, type Instant, isWeekend, toIso } from "@bellwether/core/time";
import { trueRows } from "../contract/true-rows.ts";
import {
  startTestServer,
  type TestReply,
  type TestRequest,
  type TestServer,
} from "../http/test-server.ts";

/** How the server misbehaves: instead of, or after, the correct answer. */
export type Fault = (request: TestRequest, answer: TestReply) => TestReply;

export type SaxoServer = TestServer &
  Readonly<{ truth: Readonly<Record<Horizon, readonly Candle[]>> }>;

const REQUESTS_A_MINUTE = 120;
const PAGE_ROWS = 1_200;

/** A server with Saxo's OpenAPI as documented, for an index (traded prices) and its CFD (bid and
 *  ask): instrument search and details, charts `UpTo` and including a time, at most 1,200 rows, a
 *  bearer token, and 120 requests a minute and service group with their headers. */
export async function startSaxoServer(options: {
  now: Instant;
  rows: Readonly<Record<Horizon, number>>;
  /** The clock that requests per minute are counted by, in milliseconds. */
  nowMs: () => number;
  acceptsToken?: (token: string) => boolean;
  delayedByMinutes?: number;
  newestFirst?: boolean;
  fault?: Fault;
}): Promise<SaxoServer> {
  const { now, rows, nowMs, fault = (_, answer) => answer } = options;
  const truth = {
    half_hour: trueRows("saxo", "half_hour", now, rows.half_hour).filter(weekdays),
    daily: trueRows("saxo", "daily", now, rows.daily).filter(weekdays),
    weekly: trueRows("saxo", "weekly", now, rows.weekly),
  };
  const asked: Record<string, number[]> = {};
  const server = await startTestServer((request) => {
    const group = request.url.pathname.split("/")[2] ?? "";
    const recent = (asked[group] ?? []).filter((atMs) => atMs > nowMs() - 60_000);
    asked[group] = [...recent, nowMs()];
    const remaining = REQUESTS_A_MINUTE - recent.length - 1;
    const resetMs = (recent[0] ?? nowMs()) + 60_000 - nowMs();
    const headers = {
      "x-ratelimit-appday-limit": "10000000",
      "x-ratelimit-appday-remaining": "9999000",
      "x-ratelimit-appday-reset": "40000",
      "x-ratelimit-session-limit": String(REQUESTS_A_MINUTE),
      "x-ratelimit-session-remaining": String(Math.max(0, remaining)),
      "x-ratelimit-session-reset": String(Math.ceil(resetMs / 1_000)),
      "x-ratelimit-sessionorders-limit": "1",
      "x-ratelimit-sessionorders-remaining": "1",
      "x-ratelimit-sessionorders-reset": "1",
    };
    if (remaining < 0) return fault(request, { status: 429, headers, body: "" });
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const accepts = options.acceptsToken ?? ((candidate) => candidate === "good");
    if (!accepts(token)) return fault(request, { status: 401, headers, body: "" });
    const [status, json] = answerOf(request.url, truth, options);
    return fault(request, { status, headers, body: JSON.stringify(json) });
  });
  return { ...server, truth };
}

function weekdays({ start }: Candle): boolean {
  return !isWeekend(dayOf(start));
}

type Served = { delayedByMinutes?: number; newestFirst?: boolean };

function answerOf(
  url: URL,
  truth: SaxoServer["truth"],
  served: Served,
): readonly [status: number, json: unknown] {
  const path = url.pathname.replace(/^\/openapi\//, "");
  if (path === "ref/v1/instruments") return [200, searchOf(url.searchParams)];
  const details = /^ref\/v1\/instruments\/details\/(\d+)\/(\w+)$/.exec(path);
  if (details !== null) {
    const found = INSTRUMENTS.find(({ Uic }) => String(Uic) === details[1]);
    return found?.AssetType === details[2] ? [200, found] : [404, { Message: "Not found" }];
  }
  if (path === "chart/v3/charts") return chartOf(url.searchParams, truth, served);
  return [404, { ErrorCode: "NotFound", Message: "No such endpoint" }];
}

function searchOf(parameters: URLSearchParams): unknown {
  const keywords = (parameters.get("Keywords") ?? "").toLowerCase();
  const types = (parameters.get("AssetTypes") ?? "").split(",");
  const found = INSTRUMENTS.filter(
    ({ Symbol, Description, AssetType }) =>
      types.includes(AssetType) &&
      `${Symbol} ${Description}`.toLowerCase().includes(keywords.slice(0, 3)),
  );
  return {
    Data: found.map(({ Uic, Symbol, AssetType, Description }) => ({
      Identifier: Uic,
      Symbol,
      AssetType,
      Description,
      SummaryType: "Instrument",
    })),
  };
}

function chartOf(
  parameters: URLSearchParams,
  truth: SaxoServer["truth"],
  served: Served,
): readonly [number, unknown] {
  const instrument = INSTRUMENTS.find(({ Uic }) => String(Uic) === parameters.get("Uic"));
  if (instrument?.AssetType !== parameters.get("AssetType") || parameters.get("Mode") !== "UpTo") {
    return [404, { ErrorCode: "IllegalInstrumentId", Message: "Instrument not found" }];
  }
  const time = fromIso(parameters.get("Time") ?? "");
  const horizon = parameters.get("Horizon") ?? "";
  const minutes = [60, 0].map((age) => ({ ...newest(truth.half_hour), start: time - age }));
  const series: Readonly<Record<string, readonly Candle[]>> = {
    1: minutes,
    30: truth.half_hour,
    1440: truth.daily,
    10080: truth.weekly,
  };
  const all = series[horizon] ?? [];
  const count = Math.min(PAGE_ROWS, Number(parameters.get("Count") ?? PAGE_ROWS));
  // Saxo sometimes answers a count of one with no rows; this server always does.
  const page = count === 1 ? [] : all.filter(({ start }) => start <= time).slice(-count);
  const rows = page.map((row) => (instrument.quoted ? quotedRow(row) : tradedRow(row)));
  return [
    200,
    {
      ChartInfo: {
        DelayedByMinutes: served.delayedByMinutes ?? 0,
        ExchangeId: "FSE",
        FirstSampleTime: stamp(all[0]?.start ?? 0),
        Horizon: Number(horizon),
      },
      Data: served.newestFirst === true ? rows.toReversed() : rows,
      DataVersion: 1,
    },
  ];
}

function newest(rows: readonly Candle[]): Candle {
  const row = rows.at(-1);
  if (row === undefined) throw new RangeError("a server without rows");
  return row;
}

function stamp(instant: Instant): string {
  return toIso(instant).replace("Z", ".000000Z");
}

function tradedRow({ start, open, high, low, close }: Candle): unknown {
  return { Time: stamp(start), Open: open, High: high, Low: low, Close: close, Volume: 0 };
}

function quotedRow({ start, open, high, low, close }: Candle): unknown {
  return {
    Time: stamp(start),
    OpenBid: open - 0.5,
    OpenAsk: open + 0.5,
    HighBid: high - 0.5,
    HighAsk: high + 0.5,
    LowBid: low - 0.5,
    LowAsk: low + 0.5,
    CloseBid: close - 0.5,
    CloseAsk: close + 0.5,
  };
}

const INSTRUMENTS = [
  {
    Uic: 4_910,
    AssetType: "StockIndex",
    Symbol: "DAX.I",
    Description: "DAX Index",
    CurrencyCode: "EUR",
    Exchange: { CountryCode: "DE", ExchangeId: "FSE", Name: "Deutsche Börse" },
    Format: { Decimals: 2, OrderDecimals: 2 },
    quoted: false,
  },
  {
    Uic: 4_911,
    AssetType: "CfdOnIndex",
    Symbol: "GER40.I",
    Description: "Germany 40",
    CurrencyCode: "EUR",
    Exchange: { CountryCode: "DE", ExchangeId: "SBFX", Name: "Inter-Bank" },
    Format: { Decimals: 2, OrderDecimals: 2 },
    TickSize: 0.05,
    quoted: true,
  },
  {
    Uic: 211,
    AssetType: "Stock",
    Symbol: "DAL:xnys",
    Description: "Daxter Airlines",
    CurrencyCode: "USD",
    Exchange: { CountryCode: "US", ExchangeId: "NYSE", Name: "New York Stock Exchange" },
    Format: { Decimals: 2, OrderDecimals: 2 },
    TickSizeScheme: {
      DefaultTickSize: 0.01,
      Elements: [{ HighPrice: 0.9999, TickSize: 0.0001 }],
    },
    quoted: false,
  },
  {
    Uic: 36_590,
    AssetType: "Etf",
    Symbol: "SPY:arcx",
    Description: "SPDR S&P 500",
    CurrencyCode: "USD",
    Exchange: { CountryCode: "US", ExchangeId: "NYSE_ARCA", Name: "NYSE Arca" },
    Format: { Decimals: 2, OrderDecimals: 2 },
    quoted: false,
  },
  ...["CfdOnIndex", "Etf"].map((AssetType, index) => ({
    Uic: 500 + index,
    AssetType,
    Symbol: "TWICE.I",
    Description: `Twice as ${AssetType}`,
    CurrencyCode: "USD",
    Exchange: { CountryCode: "US", ExchangeId: "X", Name: "X" },
    Format: { Decimals: 2, OrderDecimals: 2 },
    quoted: true,
  })),
];
