import * as z from "zod";

/** `GET ref/v1/instruments`: the search results. Source: developer.saxo, reference data. */
export const searchSchema = z.object({
  Data: z.array(
    z.object({
      Identifier: z.int(),
      Symbol: z.string(),
      AssetType: z.string(),
      Description: z.string().default(""),
    }),
  ),
});
export type FoundInstrument = z.infer<typeof searchSchema>["Data"][number];

/** `GET ref/v1/instruments/details/{Uic}/{AssetType}`. */
export const detailsSchema = z.object({
  Uic: z.int(),
  AssetType: z.string().min(1),
  Symbol: z.string(),
  Description: z.string().min(1),
  CurrencyCode: z.string(),
  Format: z.object({ Decimals: z.int(), Format: z.string().optional() }),
  TickSize: z.number().positive().optional(),
  TickSizeScheme: z
    .object({
      DefaultTickSize: z.number().positive().optional(),
      Elements: z.array(z.object({ TickSize: z.number().positive() })).default([]),
    })
    .optional(),
});
export type InstrumentDetails = z.infer<typeof detailsSchema>;

const timeSchema = z.iso.datetime().transform((text) => Date.parse(text) / 1_000);
/** A feed reports a missing price as zero. */
const priceSchema = z.number("is not a price").positive("is not a price above 0");

/** A row of last traded prices: stocks and indices. */
const tradedRowSchema = z.object({
  Time: timeSchema,
  Open: priceSchema,
  High: priceSchema,
  Low: priceSchema,
  Close: priceSchema,
});

/** A row of quotes: CFDs and currencies. */
const quotedRowSchema = z.object({
  Time: timeSchema,
  OpenBid: priceSchema,
  OpenAsk: priceSchema,
  HighBid: priceSchema,
  HighAsk: priceSchema,
  LowBid: priceSchema,
  LowAsk: priceSchema,
  CloseBid: priceSchema,
  CloseAsk: priceSchema,
});

const chartRowSchema = z.union([tradedRowSchema, quotedRowSchema]);
export type ChartRow = z.infer<typeof chartRowSchema>;

/** `GET chart/v3/charts`. Source: developer.saxo, chart. */
export const chartSchema = z.object({
  ChartInfo: z
    .object({
      DelayedByMinutes: z.number().nonnegative().optional(),
      FirstSampleTime: timeSchema.optional(),
    })
    .optional(),
  Data: z.array(chartRowSchema),
});
export type Chart = z.infer<typeof chartSchema>;
