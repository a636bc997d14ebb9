import * as z from "zod";

/** The length of one candle. */
export const UNIT_TIMES = ["5m", "15m", "30m", "h1", "h4", "daily", "weekly", "monthly"] as const;
export const unitTimeSchema = z.enum(UNIT_TIMES);
export type UnitTime = z.infer<typeof unitTimeSchema>;
