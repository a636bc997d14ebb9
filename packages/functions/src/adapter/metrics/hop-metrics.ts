import type { MeasuredHop, ObserveHop } from "@bellwether/core/event";
import { HOP_DIMENSION, HOP_METRIC, METRIC_DIMENSION, METRIC_NAMESPACE } from "./metric.ts";

export type HopMeter = Readonly<{
  observe: ObserveHop;
  /** A function whose observations are written once it has ended, also when it throws. */
  measuring: <Event, Result>(
    run: (event: Event) => Promise<Result>,
  ) => (event: Event) => Promise<Result>;
}>;

/** The most values that a metric of one line may have. */
const MAX_VALUES = 100;

/** Collects the latencies of one invocation, and writes one line for each hop in CloudWatch's
 *  embedded metric format: no request to CloudWatch, and no permission for it.
 *  Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format". */
export function hopMeter(deps: {
  readonly writeLine: (line: string) => void;
  readonly stage: string;
  /** Epoch milliseconds. */
  readonly systemNow: () => number;
}): HopMeter {
  const observed = new Map<MeasuredHop, number[]>();
  const flush = (): void => {
    for (const [hop, values] of observed) {
      for (let from = 0; from < values.length; from += MAX_VALUES) {
        const line = hopMetrics(hop, values.slice(from, from + MAX_VALUES), deps);
        deps.writeLine(JSON.stringify(line));
      }
    }
    observed.clear();
  };
  return {
    observe: (hop, latencyMs) => observed.set(hop, [...(observed.get(hop) ?? []), latencyMs]),
    measuring: (run) => async (event) => {
      try {
        return await run(event);
      } finally {
        flush();
      }
    },
  };
}

function hopMetrics(
  hop: MeasuredHop,
  values: readonly number[],
  { stage, systemNow }: { readonly stage: string; readonly systemNow: () => number },
): object {
  return {
    _aws: {
      Timestamp: systemNow(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [[METRIC_DIMENSION, HOP_DIMENSION]],
          Metrics: [{ Name: HOP_METRIC, Unit: "Milliseconds" }],
        },
      ],
    },
    [METRIC_DIMENSION]: stage,
    [HOP_DIMENSION]: hop,
    [HOP_METRIC]: values,
  };
}
