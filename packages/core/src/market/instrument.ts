import * as z from "zod";

/** The session an instrument trades in: Europe/Paris hours, New York hours, or around the clock. */
const SESSIONS = ["eu", "us", "always"] as const;
export const sessionSchema = z.enum(SESSIONS);
export type Session = z.infer<typeof sessionSchema>;

/** An instrument to chart or trade, as described by the market adapter. */
export const instrumentSchema = z.object({
  code: z.string().min(1),
  name: z.string().min(1),
  /** The broker's asset type: `Stock`, `StockIndex`, `CfdOnIndex`, `Etf`... */
  asset_type: z.string().min(1),
  /** Decimals in a displayed price. */
  decimals: z.int().min(0).max(10),
  /** The smallest price step, in points. */
  tick_size: z.number().positive(),
  /** The session it trades in; absent if the market does not provide it. */
  market: sessionSchema.optional(),
});
export type Instrument = Readonly<z.infer<typeof instrumentSchema>>;
