import * as z from "zod";
import { outcomeSchema } from "../outcome/outcome.ts";
import { orderSignalShape } from "../signal/order-signal.ts";
import { instantSchema } from "../time/instant.ts";

/** The longest period of a preview, in days. */
export const MAX_REPLAY_DAYS = 31;

/** The signals that a workflow would have had, with the fields that a preview shows. Answer of `POST /replay`:
 *  evaluations of the past that emit nothing. */
export const replaySchema = z.object({
  price_decimals: z.int().min(0).max(10),
  /** Ticks at which the condition was decided. */
  evaluated: z.int().nonnegative(),
  /** Oldest first. */
  signals: z.array(
    orderSignalShape
      .pick({
        placed_at: true,
        market: true,
        order_direction: true,
        order_price: true,
        order_quantity: true,
        order_type: true,
        trigger_close: true,
      })
      .extend({ outcome: outcomeSchema }),
  ),
  /** Ticks at which it could not be decided, counted by the reason. */
  skipped: z.record(z.string(), z.int().positive()),
  as_of: instantSchema,
});
export type Replay = Readonly<z.infer<typeof replaySchema>>;
