import * as z from "zod";
import { instantSchema } from "../time/instant.ts";

/** One period of trading. `start` is the beginning of the period; prices are in points of the
 *  instrument. An open or close outside [low, high] is kept, because real feeds have them. */
export const candleSchema = z
  .object({
    start: instantSchema,
    open: z.number(),
    high: z.number(),
    low: z.number(),
    close: z.number(),
  })
  .refine((candle) => candle.high >= candle.low, {
    path: ["high"],
    message: "the high is below the low",
  });

/** Arrays of candles are always oldest first. */
export type Candle = Readonly<z.infer<typeof candleSchema>>;
