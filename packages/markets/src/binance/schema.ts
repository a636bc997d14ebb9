import type { Candle } from "@bellwether/core/market";
import * as z from "zod";

/** Binance writes prices as decimal text. A price of zero means that there is no price. */
const decimalSchema = z
  .string()
  .regex(/^\d+(\.\d+)?$/, "is not a price")
  .transform(Number)
  .refine((value) => value > 0, "is 0, which is not a price");

/** A kline: open time (ms), open, high, low, close, and fields that are not used. */
const klineSchema = z
  .tuple(
    [z.int().nonnegative(), decimalSchema, decimalSchema, decimalSchema, decimalSchema],
    z.unknown(),
  )
  .transform(
    ([openTimeMs, open, high, low, close]): Candle => ({
      // Not a whole second for some klines of 2017: see `alignedRows`.
      start: openTimeMs / 1_000,
      open,
      high,
      low,
      close,
    }),
  );

/** Oldest first. Source: Binance Spot API, `GET /api/v3/klines`. */
export const klinesSchema = z.array(klineSchema);

/** Source: Binance Spot API, `GET /api/v3/ticker/price`. */
export const tickersSchema = z.array(z.object({ symbol: z.string().min(1) }));

const priceFilterSchema = z.object({
  filterType: z.literal("PRICE_FILTER"),
  tickSize: decimalSchema,
});

/** Source: Binance Spot API, `GET /api/v3/exchangeInfo?symbol=`. */
export const exchangeInfoSchema = z.object({
  symbols: z
    .array(
      z.object({
        symbol: z.string(),
        baseAsset: z.string(),
        quoteAsset: z.string(),
        filters: z.array(z.union([priceFilterSchema, z.object({ filterType: z.string() })])),
      }),
    )
    .length(1),
});

/** Source: Binance Spot API, "Error codes". */
export const errorSchema = z.object({ code: z.int(), msg: z.string() });
