import * as z from "zod";
import { epochMsSchema, instantSchema } from "../time/instant.ts";

/** The hops of a signal, in their order. `queued` is the queue from which it is stored. */
const TRACE_HOPS = ["evaluated", "emitted", "queued", "stored", "projected", "announced"] as const;
export type TraceHopName = (typeof TRACE_HOPS)[number];

/** One hop of a signal, from what is stored about it. */
const traceHopSchema = z.object({
  hop: z.enum(TRACE_HOPS),
  /** The consumer that announces; null for the other hops. */
  consumer: z.string().nullable(),
  /** `waiting`: it continues by itself. `stopped`: it does not. `not_reached`: an earlier hop stopped. */
  state: z.enum(["done", "waiting", "stopped", "not_reached"]),
  /** When it was done, by the machine's clock, in epoch milliseconds. Null if it is not done, or if
   *  its time was not stored. */
  at_ms: epochMsSchema.nullable(),
  /** Why it waits or stopped, or why its time is missing. */
  detail: z.string().nullable(),
});
export type TraceHop = z.infer<typeof traceHopSchema>;

/** Where a signal is. Answer of `GET /orders/{order_id}/trace`. */
export const traceSchema = z.object({
  id: z.string(),
  workflow_id: z.string(),
  /** Null if neither the workflow nor the order is stored any more. */
  workflow_name: z.string().nullable(),
  placed_at: instantSchema,
  hops: z.array(traceHopSchema),
  as_of: instantSchema,
});
export type Trace = Readonly<z.infer<typeof traceSchema>>;
