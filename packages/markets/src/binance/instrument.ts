import { type Instrument, MarketError } from "@bellwether/core/market";
import type { Priority } from "../http/budget.ts";
import { bestMatches } from "../instrument-search.ts";
import type { AskBinance } from "./client.ts";
import { exchangeInfoSchema, tickersSchema } from "./schema.ts";

const EXCHANGE_INFO_WEIGHT = 20;

/** Rejects an impossible symbol before it costs a request. Symbols are capitals and digits and,
 *  since 2025, also letters without case (`币安人生USDT`). Throws `MarketError`. */
export function symbolOf(code: string): string {
  if (/^[\p{Lu}\p{Lo}\p{Nd}]{2,30}$/u.test(code)) return code;
  throw new MarketError(
    "unknown-instrument",
    `Binance has no symbol ${code}; its symbols look like BTCUSDT`,
    { retryable: false },
  );
}

/** Describes a pair such as `BTCUSDT`. Rejects with `MarketError`. */
export async function readPair(
  ask: AskBinance,
  code: string,
  priority: Priority,
): Promise<Instrument> {
  const { symbols } = await ask(
    {
      path: "/api/v3/exchangeInfo",
      parameters: { symbol: symbolOf(code) },
      weight: EXCHANGE_INFO_WEIGHT,
      schema: exchangeInfoSchema,
    },
    priority,
  );
  const [pair] = symbols;
  const filter = pair?.filters.find((candidate) => "tickSize" in candidate);
  if (pair?.symbol !== code || filter === undefined) {
    throw new MarketError("malformed", `Binance describes ${code} without a price step`, {
      retryable: false,
    });
  }
  return {
    code,
    name: `${pair.baseAsset}/${pair.quoteAsset}`,
    asset_type: "CryptoPair",
    decimals: decimalsOf(filter.tickSize),
    tick_size: filter.tickSize,
    market: "always",
  };
}

const ALL_PRICES_WEIGHT = 4;

/** The symbols that contain a text. Binance has no search: the list of all prices is the smallest
 *  answer that has every symbol (some 200 KB). */
export async function searchPairs(
  ask: AskBinance,
  search: { readonly text: string; readonly limit: number },
  priority: Priority,
): Promise<readonly string[]> {
  const tickers = await ask(
    {
      path: "/api/v3/ticker/price",
      parameters: {},
      weight: ALL_PRICES_WEIGHT,
      schema: tickersSchema,
    },
    priority,
  );
  // `BTC/USDT` is how a pair is called; its symbol has no slash.
  const text = search.text.replaceAll("/", "");
  const entries = tickers.map(({ symbol }) => ({ code: symbol, name: symbol }));
  return bestMatches(entries, { ...search, text }).map(({ code }) => code);
}

/** The number of decimals in a price step such as 0.01. */
function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 10; decimals += 1) {
    if (Number(step.toFixed(decimals)) === step) return decimals;
  }
  return 10;
}
