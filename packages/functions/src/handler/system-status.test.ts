import type { QueueStatus } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { StoreError } from "@bellwether/core/store";
import { describe, expect, it } from "vitest";
import { aRun, TICK } from "../testing/sample.ts";
import { type SystemStatusDeps, systemStatus } from "./system-status.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const queue = (name: string, dead_letters = 0): QueueStatus => ({
  name,
  visible: 0,
  in_flight: 0,
  delayed: 0,
  dead_letters,
});

const deps = (over: Partial<SystemStatusDeps> = {}): SystemStatusDeps => ({
  market: { name: "saxo", simulated: false, session: "eu" },
  listRuns: async () => [{ kind: "valid", value: aRun() }],
  readPause: async () => ({ paused: false, changed_at: null, by: null }),
  readAudit: async () => null,
  readQueues: async () => [queue("notify"), queue("project")],
  announcing: [{ name: "slack", consumer: "notify" }],
  readChannel: async () => ({ last_success_at: TICK, last_failure_at: null, last_failure: null }),
  readProjector: async () => ({ iteratorAgeMs: 40, failure: null }),
  findMissedRuns: async () => [],
  schedule: () => ({ replaying: false, progress: null, nextTick: TICK + 1_800 }),
  marketNow: () => TICK + 120,
  log: silent,
  ...over,
});

const rejected = () => Promise.reject(new Error("throttled"));

describe("the status of the system", () => {
  it("combines the status of its parts", async () => {
    expect(await systemStatus(deps())()).toEqual({
      as_of: TICK + 120,
      market: {
        name: "saxo",
        simulated: false,
        replaying: false,
        replay_progress: null,
        clock: TICK + 120,
        session: "eu",
      },
      paused: false,
      next_tick: TICK + 1_800,
      missed_runs: [],
      runs: [aRun()],
      stream: { iterator_age_ms: 40, parked: 0 },
      queues: [queue("notify"), queue("project")],
      channels: [
        {
          name: "slack",
          waiting: 0,
          dead_letters: 0,
          last_success_at: TICK,
          last_failure_at: null,
          last_failure: null,
        },
      ],
      problems: [],
    });
  });

  it("shows only the public fields of the market", async () => {
    const market = {
      name: "saxo",
      simulated: false,
      session: "eu" as const,
      port: {},
      replay: { subject: "ours" },
    };
    const status = await systemStatus(deps({ market }))();
    expect(Object.keys(status.market)).toEqual([
      "name",
      "simulated",
      "session",
      "replaying",
      "replay_progress",
      "clock",
    ]);
  });

  it("counts the projector's parked records as its dead letters", async () => {
    const queues = [queue("project", 2)];
    const status = await systemStatus(deps({ readQueues: async () => queues }))();
    expect(status.stream.parked).toBe(2);
    expect(status.problems).toEqual(["project has 2 dead letters"]);
  });

  it("lists the missed runs", async () => {
    const missed = [TICK + 3_600, TICK + 1_800];
    const status = await systemStatus(deps({ findMissedRuns: async () => missed }))();
    expect(status.missed_runs).toEqual([{ tick: TICK + 3_600 }, { tick: TICK + 1_800 }]);
    expect(status.problems).toEqual(["2 runs missed within a day"]);
  });

  it("names the failure that the projector is retrying", async () => {
    const projector = { iteratorAgeMs: 0, failure: "throttled" };
    const status = await systemStatus(deps({ readProjector: async () => projector }))();
    expect(status.problems).toEqual(["the projector is retrying: throttled"]);
  });

  it("has no next tick while it is paused", async () => {
    const pause = { paused: true, changed_at: TICK, by: "desk" };
    expect(await systemStatus(deps({ readPause: async () => pause }))()).toMatchObject({
      paused: true,
      next_tick: null,
    });
  });

  it("omits only the projector's lag when it cannot be read", async () => {
    const status = await systemStatus(deps({ readProjector: rejected }))();
    expect(status.stream.iterator_age_ms).toBeNull();
    expect(status.problems).toEqual([]);
  });

  it("fails when the queues cannot be read", async () => {
    const error = new StoreError("unavailable", "no answer", { retryable: true });
    await expect(systemStatus(deps({ readQueues: () => Promise.reject(error) }))()).rejects.toBe(
      error,
    );
  });
});
