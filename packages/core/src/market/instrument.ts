import * as z from "zod";

/** Whose clock the instrument trades by: Europe/Paris sessions, New York sessions, or never closed. */
const SESSIONS = ["eu", "us", "always"] as const;
export const sessionSchema = z.enum(SESSIONS);
export type Session = z.infer<typeof sessionSchema>;

/** What can be charted or traded, as the market adapter knows it. */
export const instrumentSchema = z.object({
  code: z.string().min(1),
  name: z.string().min(1),
  /** The broker's word: `Stock`, `StockIndex`, `CfdOnIndex`, `Etf`... */
  asset_type: z.string().min(1),
  /** Decimals a price is shown with. */
  decimals: z.int().min(0).max(10),
  /** The smallest price step, in points. */
  tick_size: z.number().positive(),
  /** The session it trades in; absent where the market does not know it. */
  market: sessionSchema.optional(),
});
export type Instrument = Readonly<z.infer<typeof instrumentSchema>>;
