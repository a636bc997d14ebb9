import { traceSchema } from "@bellwether/core/api";
import { parseSignalId } from "@bellwether/core/signal";
import type { TraceSignal } from "../handler/trace-signal.ts";
import { noBody } from "./body.ts";
import { refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";

export type TraceRouteDeps = Readonly<{ trace: TraceSignal }>;

const NOT_A_SIGNAL = {
  field: "order_id",
  reason: "must be <workflow id>.<tick>, the tick in epoch seconds",
};

/** Also for a tick without a signal: the trace then shows the reason. */
export function traceRoutes({ trace }: TraceRouteDeps): readonly Route[] {
  return [
    route({
      method: "get",
      path: "/orders/{order_id}/trace",
      summary: "The path of a signal: each hop with its time, and why it waits or stopped.",
      query: noQuery,
      body: noBody,
      answers: { 200: traceSchema },
      problems: [400],
      handle: async ({ param }) => {
        const key = parseSignalId(param("order_id"));
        if (key === null) throw refusedFields(400, [NOT_A_SIGNAL]);
        return { status: 200, json: await trace(key) };
      },
    }),
  ];
}
