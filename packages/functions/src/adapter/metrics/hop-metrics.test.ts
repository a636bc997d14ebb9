import { describe, expect, it } from "vitest";
import { hopMeter } from "./hop-metrics.ts";

function harness() {
  const lines: string[] = [];
  const meter = hopMeter({
    writeLine: (line) => lines.push(line),
    stage: "test",
    systemNow: () => 1_795_428_063_000,
  });
  return { meter, lines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe("the latencies of an invocation", () => {
  it("are written at its end, one line for each hop", async () => {
    const { meter, lines } = harness();
    const run = meter.measuring(async (latencies: readonly number[]) => {
      for (const latency of latencies) meter.observe("stored", latency);
      meter.observe("projected", 90);
      return lines().length;
    });
    expect(await run([40, 55])).toBe(0);
    expect(lines()).toEqual([
      {
        _aws: {
          Timestamp: 1_795_428_063_000,
          CloudWatchMetrics: [
            {
              Namespace: "Bellwether",
              Dimensions: [["Stage", "Hop"]],
              Metrics: [{ Name: "SignalLatency", Unit: "Milliseconds" }],
            },
          ],
        },
        Stage: "test",
        Hop: "stored",
        SignalLatency: [40, 55],
      },
      expect.objectContaining({ Hop: "projected", SignalLatency: [90] }),
    ]);
    await run([]);
    expect(lines()).toHaveLength(3);
  });

  it("are written even when the invocation fails", async () => {
    const { meter, lines } = harness();
    const run = meter.measuring(async () => {
      meter.observe("announced", 12);
      throw new Error("no");
    });
    await expect(run(null)).rejects.toThrow("no");
    expect(lines()).toMatchObject([{ Hop: "announced", SignalLatency: [12] }]);
  });

  it("are split into lines of at most a hundred values for each metric", async () => {
    const { meter, lines } = harness();
    await meter.measuring(async () => {
      for (let n = 0; n < 150; n += 1) meter.observe("projected", n);
    })(null);
    const sizes = lines().map((line) => (line["SignalLatency"] as number[]).length);
    expect(sizes).toEqual([100, 50]);
  });
});
