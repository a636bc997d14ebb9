import { MEASURED_HOPS, type ObserveHop } from "@bellwether/core/event";
import { type RunCompleted } from "@bellwether/core/run";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Queue } from "../queue/queue.ts";

/** The metrics of this machine, for Prometheus. Counts begin when the process starts. */
export type PipelineMetrics = Readonly<{
  ran: (run: RunCompleted) => void;
  observe: ObserveHop;
  /** The figures that are read at each request of the metrics. */
  watch: (watched: WatchedPipeline) => void;
  /** The exposition and its media type. */
  expose: () => Promise<Readonly<{ type: string; content: string }>>;
}>;

type WatchedPipeline = Readonly<{
  queues: readonly Pick<Queue, "name" | "depth" | "oldestAgeMs">[];
  /** How far the projector is behind, in milliseconds; null if it is not known. */
  iteratorAgeMs: () => number | null;
}>;

/** From milliseconds, within the process, to the hours of an outage. */
const LATENCY_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200,
];
const RUN_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300];

/** Metrics in a separate registry: two runtimes of one process share nothing. */
export function pipelineMetrics(): PipelineMetrics {
  const registry = new Registry();
  const registers = [registry];
  const latency = new Histogram({
    name: "bellwether_signal_latency_seconds",
    help: "Time from the emission of a signal until it reached a hop.",
    labelNames: ["hop"],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  });
  // A hop that nothing has reached yet is zero rather than missing.
  for (const hop of MEASURED_HOPS) latency.zero({ hop });
  const ran = runMetrics(registers);
  return {
    observe: (hop, latencyMs) => latency.observe({ hop }, latencyMs / 1_000),
    ran,
    watch: (watched) => watchPipeline(registry, watched),
    expose: async () => ({ type: registry.contentType, content: await registry.metrics() }),
  };
}

function runMetrics(registers: Registry[]): PipelineMetrics["ran"] {
  const runs = new Counter({
    name: "bellwether_runs_total",
    help: "Runs of the engine, evaluated or paused.",
    labelNames: ["result"],
    registers,
  });
  const duration = new Histogram({
    name: "bellwether_run_duration_seconds",
    help: "Duration of the evaluation of a run.",
    buckets: RUN_BUCKETS_SECONDS,
    registers,
  });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const evaluated = counter(
    "bellwether_evaluations_total",
    "Workflows whose condition was checked.",
  );
  const signals = counter("bellwether_signals_total", "Signals that runs emitted.");
  const missing = new Counter({
    name: "bellwether_workflows_not_evaluated_total",
    help: "Workflows that a run skipped, held back or failed on, by reason.",
    labelNames: ["outcome", "reason"],
    registers,
  });
  return (run) => {
    runs.inc({ result: run.paused === true ? "paused" : "evaluated" });
    duration.observe(run.duration_ms / 1_000);
    evaluated.inc(run.evaluated);
    signals.inc(run.signalled);
    for (const { outcome, reason, count } of run.reasons) missing.inc({ outcome, reason }, count);
  };
}

function watchPipeline(registry: Registry, { queues, iteratorAgeMs }: WatchedPipeline): void {
  registry.registerMetric(
    new Gauge({
      name: "bellwether_queue_messages",
      help: "Messages in a queue, and its dead letters.",
      labelNames: ["queue", "state"],
      registers: [],
      collect() {
        for (const { name, depth } of queues) {
          const { visible, in_flight, delayed, dead_letters } = depth();
          const states = { visible, in_flight, delayed, dead_letter: dead_letters };
          for (const [state, count] of Object.entries(states))
            this.set({ queue: name, state }, count);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "bellwether_queue_oldest_message_age_seconds",
      help: "Age of the oldest message that its consumer has not finished with; 0 without one.",
      labelNames: ["queue"],
      registers: [],
      collect() {
        for (const { name, oldestAgeMs } of queues) {
          this.set({ queue: name }, oldestAgeMs() / 1_000);
        }
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: "bellwether_projector_iterator_age_seconds",
      help: "How far the projector is behind the orders.",
      registers: [],
      collect() {
        const age = iteratorAgeMs();
        // Not known before the stream was read: no value rather than a wrong one.
        if (age === null) this.remove();
        else this.set(age / 1_000);
      },
    }),
  );
}
