import * as z from "zod";
import { instantSchema } from "../time/instant.ts";

export const PAUSE_CHANGED = "PauseChanged";

/** Whether runs evaluate, since when, and who asked for it. */
export const pauseStateSchema = z.object({
  paused: z.boolean(),
  /** By the market's clock; null when it was never changed. */
  changed_at: instantSchema.nullable(),
  by: z.string().nullable(),
});
export type PauseState = Readonly<z.infer<typeof pauseStateSchema>>;

/** The fact that somebody paused the engine, or let it go on. Detail of the `PauseChanged` event. */
export const pauseChangedSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  paused: z.boolean(),
  changed_at: instantSchema,
  by: z.string().min(1).max(100),
});
export type PauseChanged = Readonly<z.infer<typeof pauseChangedSchema>>;
