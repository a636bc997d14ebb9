import type { RunCompleted } from "@bellwether/core/run";

/** Counts runs, signals and orders since this process started, and measures the latency of signals. */
export type PipelineMeter = Readonly<{
  ran: (run: RunCompleted) => void;
  emitted: (signalId: string) => void;
  stored: (signalId: string) => void;
  /** Every signal of the workflow up to `placedAt` is covered by its `last_order`. */
  projected: (workflowId: string, placedAt: number) => void;
  notified: () => void;
  figures: () => PipelineFigures;
}>;

export type PipelineFigures = Readonly<{
  ticks: number;
  evaluated: number;
  signalled: number;
  notified: number;
  stored: number;
  projected: number;
  emitted_to_stored_ms: Percentiles;
  emitted_to_projected_ms: Percentiles;
}>;

type Percentiles = Readonly<{ p50: number | null; p99: number | null }>;

/** `nowMs` is monotonic, in milliseconds. */
export function pipelineMeter(nowMs: () => number): PipelineMeter {
  const emittedAt = new Map<string, number>();
  const unprojected = new Map<string, Map<number, number>>();
  const storedAfter: number[] = [];
  const projectedAfter: number[] = [];
  const runs = { ticks: 0, evaluated: 0, signalled: 0 };
  let notified = 0;
  return {
    ran({ evaluated, signalled }) {
      runs.ticks += 1;
      runs.evaluated += evaluated;
      runs.signalled += signalled;
    },
    emitted(signalId) {
      const [workflowId = "", placedAt = ""] = signalId.split(".");
      emittedAt.set(signalId, nowMs());
      const ofWorkflow = unprojected.get(workflowId) ?? new Map<number, number>();
      ofWorkflow.set(Number(placedAt), nowMs());
      unprojected.set(workflowId, ofWorkflow);
    },
    stored(signalId) {
      const since = emittedAt.get(signalId);
      if (since === undefined) return;
      emittedAt.delete(signalId);
      storedAfter.push(nowMs() - since);
    },
    projected(workflowId, placedAt) {
      const waiting = unprojected.get(workflowId);
      for (const [tick, since] of waiting ?? []) {
        if (tick > placedAt) continue;
        waiting?.delete(tick);
        projectedAfter.push(nowMs() - since);
      }
    },
    notified: () => {
      notified += 1;
    },
    figures: () => ({
      ...runs,
      notified,
      stored: storedAfter.length,
      projected: projectedAfter.length,
      emitted_to_stored_ms: percentiles(storedAfter),
      emitted_to_projected_ms: percentiles(projectedAfter),
    }),
  };
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p99: at(0.99) };
}
