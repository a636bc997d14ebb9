/** What the form shows while a workflow is written. */
import * as z from "zod";
import { instrumentSchema } from "../market/instrument.ts";
import { instantSchema } from "../time/instant.ts";
import { fieldErrorSchema } from "./contract.ts";
import { explainSchema } from "./explain.ts";

/** Codes that one request may name. */
export const MAX_INSTRUMENT_CODES = 64;

/** Instruments of the market with their last price. Answer of `GET /instruments`. */
export const instrumentListSchema = z.object({
  instruments: z.array(
    instrumentSchema.extend({
      /** The last price the market shows, in points; null if it shows none. */
      price: z.number().nullable(),
      /** The start of the half-hour of that price. */
      start: instantSchema.nullable(),
    }),
  ),
  /** Of the codes that were named: those that the market does not list. */
  unknown: z.array(z.string()),
  as_of: instantSchema,
});
export type InstrumentList = z.infer<typeof instrumentListSchema>;

/** The evaluation of an unsaved workflow now. Answer of `POST /workflows/preview`. */
export const draftPreviewSchema = z.object({
  /** Why it would be refused. */
  problems: z.array(fieldErrorSchema),
  /** Why it will hardly signal, or not be announced as written; it can still be saved. */
  warnings: z.array(fieldErrorSchema),
  /** As if it were saved and enabled. Null if it would be refused. */
  explain: explainSchema.nullable(),
  as_of: instantSchema,
});
export type DraftPreview = z.infer<typeof draftPreviewSchema>;
