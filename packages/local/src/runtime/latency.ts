/** How far each signal has come, and when, to tell how quick the pipeline is. */
export type LatencyMeter = Readonly<{
  emitted: (signalId: string) => void;
  stored: (signalId: string) => void;
  /** Every signal of the workflow up to `placedAt` is covered by its `last_order`. */
  projected: (workflowId: string, placedAt: number) => void;
  notified: () => void;
  figures: () => PipelineFigures;
}>;

export type PipelineFigures = Readonly<{
  emitted: number;
  notified: number;
  stored: number;
  projected: number;
  emitted_to_stored_ms: Percentiles;
  emitted_to_projected_ms: Percentiles;
}>;

export type Percentiles = Readonly<{ p50: number | null; p99: number | null }>;

/** `nowMs` is monotonic, in milliseconds. */
export function latencyMeter(nowMs: () => number): LatencyMeter {
  const emittedAt = new Map<string, number>();
  const unprojected = new Map<string, Map<number, number>>();
  const storedAfter: number[] = [];
  const projectedAfter: number[] = [];
  let notified = 0;
  return {
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
      emitted: storedAfter.length + emittedAt.size,
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
