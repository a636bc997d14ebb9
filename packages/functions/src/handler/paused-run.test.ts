import type { DomainEvent } from "@bellwether/core/event";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { describe, expect, it } from "vitest";
import { memoryEpisodeCutStore } from "../adapter/memory/episode-cut-store.ts";
import { memoryPauseStore } from "../adapter/memory/pause-store.ts";
import { aWorkflow } from "../testing/sample.ts";
import { generateHandler } from "./generate.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;

function harness() {
  const published: DomainEvent[] = [];
  const pause = memoryPauseStore();
  let scans = 0;
  const generate = generateHandler({
    episodeCuts: memoryEpisodeCutStore(),
    scanWorkflows: async () => {
      scans += 1;
      return [{ kind: "valid", value: aWorkflow({ index: "DAX.I", cfd: "GER40.I" }) }];
    },
    readDecisions: async () => [],
    readPause: pause.read,
    market: simulatedMarket({ seed: 1 }),
    publish: async (events) => {
      published.push(...events);
    },
    marketNow: () => TICK,
    systemNow: () => 0,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  return { generate, pause, published, scans: () => scans };
}

describe("a paused run", () => {
  it("evaluates nothing and is recorded", async () => {
    const { generate, pause, published, scans } = harness();
    await pause.write({ paused: true, changed_at: TICK - 60, by: "ada" });
    await generate({ tick: TICK });
    expect(scans()).toBe(0);
    expect(published).toEqual([
      {
        type: "RunCompleted",
        detail: expect.objectContaining({ tick: TICK, paused: true, evaluated: 0, reasons: [] }),
      },
    ]);
  });

  it("is followed by an evaluating run after the resume", async () => {
    const { generate, pause, published } = harness();
    await pause.write({ paused: false, changed_at: TICK, by: "ada" });
    await generate({ tick: TICK });
    const detail = published.at(-1)?.detail;
    expect(detail).toMatchObject({ evaluated: 1 });
    expect(detail).not.toHaveProperty("paused");
  });

  it("does not begin while the pause cannot be read", async () => {
    const { published } = harness();
    const generate = generateHandler({
      episodeCuts: memoryEpisodeCutStore(),
      scanWorkflows: async () => [],
      readDecisions: async () => [],
      readPause: () => Promise.reject(new Error("the database is away")),
      market: simulatedMarket({ seed: 1 }),
      publish: async (events) => {
        published.push(...events);
      },
      marketNow: () => TICK,
      systemNow: () => 0,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    await expect(generate({ tick: TICK })).rejects.toThrow("away");
    expect(published).toEqual([]);
  });
});
