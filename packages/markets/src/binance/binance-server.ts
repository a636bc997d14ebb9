import type { Candle, Horizon } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import { trueRows } from "../contract/true-rows.ts";
import {
  startTestServer,
  type TestReply,
  type TestRequest,
  type TestServer,
} from "../http/test-server.ts";

/** How the server misbehaves: instead of, or after, the correct answer. */
export type Fault = (request: TestRequest, answer: TestReply) => TestReply;

const WEIGHTS: Readonly<Record<string, number>> = {
  "/api/v3/klines": 2,
  "/api/v3/exchangeInfo": 20,
  "/api/v3/ticker/price": 4,
};

/** A server with Binance's public market data API for the single symbol BTCUSDT, as documented:
 *  klines by `startTime`, `endTime` (of the opening, inclusive) and `limit` (at most 1,000), errors
 *  with code and message, and the weight used in a header. */
export async function startBinanceServer(options: {
  now: Instant;
  rows: Readonly<Record<Horizon, number>>;
  fault?: Fault;
}): Promise<TestServer & { readonly truth: Readonly<Record<Horizon, readonly Candle[]>> }> {
  const { now, rows, fault = (_, answer) => answer } = options;
  const truth = {
    half_hour: trueRows("binance", "half_hour", now, rows.half_hour),
    daily: trueRows("binance", "daily", now, rows.daily),
    weekly: trueRows("binance", "weekly", now, rows.weekly),
  };
  let used = 0;
  const server = await startTestServer((request) => {
    used += WEIGHTS[request.url.pathname] ?? 1;
    return fault(request, answerOf(request.url, truth, used));
  });
  return { ...server, truth };
}

function answerOf(
  url: URL,
  truth: Readonly<Record<Horizon, readonly Candle[]>>,
  used: number,
): TestReply {
  const headers = { "x-mbx-used-weight": String(used), "x-mbx-used-weight-1m": String(used) };
  const json = (status: number, body: unknown): TestReply => ({
    status,
    headers,
    body: JSON.stringify(body),
  });
  if (url.pathname === "/api/v3/ticker/price") {
    return json(200, [
      { symbol: "ETHBTC", price: "0.03" },
      { symbol: "BTCUSDT", price: "95000.00" },
    ]);
  }
  if (url.searchParams.get("symbol") !== "BTCUSDT") {
    return json(400, { code: -1121, msg: "Invalid symbol." });
  }
  switch (url.pathname) {
    case "/api/v3/exchangeInfo":
      return json(200, EXCHANGE_INFO);
    case "/api/v3/klines":
      return json(200, klinesOf(url.searchParams, truth));
    default:
      return { status: 404, body: "" };
  }
}

function klinesOf(
  parameters: URLSearchParams,
  truth: Readonly<Record<Horizon, readonly Candle[]>>,
): unknown[] {
  const interval = parameters.get("interval") ?? "";
  const series: Readonly<Record<string, readonly Candle[]>> = {
    "30m": truth.half_hour,
    "1d": truth.daily,
    "1w": truth.weekly,
  };
  const limit = Math.min(1_000, Number(parameters.get("limit") ?? 500));
  const startTime = parameters.get("startTime");
  const endTime = Number(parameters.get("endTime") ?? Number.POSITIVE_INFINITY);
  const seconds = { "30m": 1_800, "1d": 86_400, "1w": 604_800 }[interval] ?? 0;
  const inRange = (series[interval] ?? []).filter(
    ({ start }) => start * 1_000 >= Number(startTime ?? 0) && start * 1_000 <= endTime,
  );
  const page = startTime === null ? inRange.slice(-limit) : inRange.slice(0, limit);
  return page.map(({ start, open, high, low, close }) => [
    start * 1_000,
    open.toFixed(8),
    high.toFixed(8),
    low.toFixed(8),
    close.toFixed(8),
    "12.50000000",
    (start + seconds) * 1_000 - 1,
    "62500.00000000",
    31,
    "6.25000000",
    "31250.00000000",
    "0",
  ]);
}

const EXCHANGE_INFO = {
  timezone: "UTC",
  serverTime: 0,
  rateLimits: [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
  ],
  symbols: [
    {
      symbol: "BTCUSDT",
      status: "TRADING",
      baseAsset: "BTC",
      quoteAsset: "USDT",
      filters: [
        {
          filterType: "PRICE_FILTER",
          minPrice: "0.01000000",
          maxPrice: "1000000.00000000",
          tickSize: "0.01000000",
        },
        { filterType: "LOT_SIZE", minQty: "0.00001000", stepSize: "0.00001000" },
      ],
    },
  ],
};
