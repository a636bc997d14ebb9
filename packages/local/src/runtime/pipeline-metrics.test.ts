import { aRun } from "@bellwether/functions/testing";
import { describe, expect, it } from "vitest";
import { pipelineMetrics } from "./pipeline-metrics.ts";

const linesOf = async ({ expose }: ReturnType<typeof pipelineMetrics>) =>
  (await expose()).content.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

const queue = {
  name: "notify",
  depth: () => ({
    name: "notify",
    visible: 3,
    in_flight: 1,
    delayed: 2,
    dead_letters: 4,
    most_failures: 0,
  }),
  oldestAgeMs: () => 2_500,
};

describe("the metrics of one machine", () => {
  it("have the Prometheus text format, with help and type for each metric", async () => {
    const metrics = pipelineMetrics();
    metrics.watch({ queues: [queue], iteratorAgeMs: () => 40 });
    const { type, content } = await metrics.expose();
    expect(type).toBe("text/plain; version=0.0.4; charset=utf-8");
    const names = [...content.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
    const expected = [
      "bellwether_evaluations_total",
      "bellwether_projector_iterator_age_seconds",
      "bellwether_queue_messages",
      "bellwether_queue_oldest_message_age_seconds",
      "bellwether_run_duration_seconds",
      "bellwether_runs_total",
      "bellwether_signal_latency_seconds",
      "bellwether_signals_total",
      "bellwether_workflows_not_evaluated_total",
    ];
    expect(new Set(names)).toEqual(new Set(expected));
    expect([...content.matchAll(/^# HELP /gm)]).toHaveLength(names.length);
  });

  it("count runs, signals, and workflows not evaluated by reason", async () => {
    const metrics = pipelineMetrics();
    metrics.ran(aRun());
    metrics.ran(aRun({ evaluated: 0, signalled: 0, reasons: [], paused: true }));
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'bellwether_runs_total{result="evaluated"} 1',
        'bellwether_runs_total{result="paused"} 1',
        "bellwether_evaluations_total 3",
        "bellwether_signals_total 1",
        'bellwether_workflows_not_evaluated_total{outcome="skipped",reason="market closed"} 1',
        "bellwether_run_duration_seconds_count 2",
      ]),
    );
  });

  it("have a histogram of latencies for each hop, even for one without a value", async () => {
    const metrics = pipelineMetrics();
    metrics.observe("stored", 250);
    metrics.observe("stored", 500);
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'bellwether_signal_latency_seconds_bucket{le="0.25",hop="stored"} 1',
        'bellwether_signal_latency_seconds_bucket{le="0.5",hop="stored"} 2',
        'bellwether_signal_latency_seconds_sum{hop="stored"} 0.75',
        'bellwether_signal_latency_seconds_count{hop="announced"} 0',
      ]),
    );
  });

  it("read queues and the projector's lag on each request", async () => {
    const metrics = pipelineMetrics();
    let age: number | null = 1_500;
    metrics.watch({ queues: [queue], iteratorAgeMs: () => age });
    expect(await linesOf(metrics)).toEqual(
      expect.arrayContaining([
        'bellwether_queue_messages{queue="notify",state="visible"} 3',
        'bellwether_queue_messages{queue="notify",state="in_flight"} 1',
        'bellwether_queue_messages{queue="notify",state="delayed"} 2',
        'bellwether_queue_messages{queue="notify",state="dead_letter"} 4',
        'bellwether_queue_oldest_message_age_seconds{queue="notify"} 2.5',
        "bellwether_projector_iterator_age_seconds 1.5",
      ]),
    );
    age = null;
    const unknown = await linesOf(metrics);
    expect(unknown.filter((line) => line.includes("iterator_age"))).toEqual([]);
  });
});
