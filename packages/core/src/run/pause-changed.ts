import * as z from "zod";
import { instantSchema } from "../time/instant.ts";

export const PAUSE_CHANGED = "PauseChanged";

/** Whether runs are paused, since when, and who requested it. */
export const pauseStateSchema = z.object({
  paused: z.boolean(),
  /** In market time; null if it was never changed. */
  changed_at: instantSchema.nullable(),
  by: z.string().nullable(),
});
export type PauseState = Readonly<z.infer<typeof pauseStateSchema>>;

/** The engine was paused or resumed. Detail of the `PauseChanged` event. */
export const pauseChangedSchema = z.object({
  schema: z.literal(1),
  id: z.uuid(),
  paused: z.boolean(),
  changed_at: instantSchema,
  by: z.string().min(1).max(100),
});
export type PauseChanged = Readonly<z.infer<typeof pauseChangedSchema>>;
