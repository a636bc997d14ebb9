import { type TraceDeps, type TraceSignal, traceSignal } from "@bellwether/functions/handler";
import type { Pipeline } from "./pipeline.ts";

/** Where a signal of this machine is. Every message can be looked at here. */
export function localTrace(
  deps: Pick<Pipeline, "stores" | "queues" | "stream"> &
    Pick<TraceDeps, "marketNow" | "systemNow" | "log">,
): TraceSignal {
  const { stores, queues, stream } = deps;
  const all = queues.all();
  return traceSignal({
    ...deps,
    ...stores,
    readDecisions: stores.decisions.read,
    readReceipt: stores.receipts.read,
    queues: all.map(({ name }) => name),
    findMessage: async (name, matches) =>
      all.find((queue) => queue.name === name)?.find(matches) ?? null,
    readIteratorAge: async () => stream.snapshot().iteratorAgeMs,
  });
}
