import * as z from "zod";

/** What a combo found: the entry level, the direction and the criteria that were met. */
export const comboValueSchema = z.object({
  price: z.number(),
  has_been_triggered: z.boolean(),
  direction: z.enum(["Buy", "Sell"]),
  strength: z.enum(["strong", "medium", "weak"]),
  details: z.object({
    macd: z.boolean(),
    ma50_over_bb: z.boolean(),
    price_within_bb: z.boolean(),
    strong_ma50: z.boolean(),
    both_bb_flat: z.boolean(),
  }),
});
export type ComboValue = Readonly<z.infer<typeof comboValueSchema>>;
