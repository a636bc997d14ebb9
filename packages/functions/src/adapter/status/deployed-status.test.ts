import type { QueueStatus } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { StoreError } from "@bellwether/core/store";
import { describe, expect, it } from "vitest";
import { aRun, TICK } from "../../testing/sample.ts";
import { brieflyKept } from "./brief-cache.ts";
import { type DeployedStatusDeps, deployedStatus } from "./deployed-status.ts";

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const queue = (name: string, dead_letters = 0): QueueStatus => ({
  name,
  visible: 0,
  in_flight: 0,
  delayed: 0,
  dead_letters,
});

const deps = (over: Partial<DeployedStatusDeps> = {}): DeployedStatusDeps => ({
  market: "saxo",
  listRuns: async () => [{ kind: "valid", value: aRun() }],
  readPause: async () => ({ paused: false, changed_at: null, by: null }),
  readQueues: async () => [queue("notify"), queue("project")],
  readIteratorAge: async () => 40,
  marketNow: () => TICK + 120,
  log: silent,
  ...over,
});

const rejected = () => Promise.reject(new Error("throttled"));

describe("the status of a deployment", () => {
  it("is gathered from its parts", async () => {
    expect(await deployedStatus(deps())()).toEqual({
      as_of: TICK + 120,
      market: { name: "saxo", simulated: false, replaying: false, clock: TICK + 120 },
      paused: false,
      next_tick: TICK + 1_800,
      missed_runs: [],
      runs: [aRun()],
      stream: { iterator_age_ms: 40, parked: 0 },
      queues: [queue("notify"), queue("project")],
      problems: [],
    });
  });

  it("counts the projector's dead letters as what it parked", async () => {
    const queues = [queue("project", 2)];
    const status = await deployedStatus(deps({ readQueues: async () => queues }))();
    expect(status.stream.parked).toBe(2);
    expect(status.problems).toEqual(["project has 2 dead letters"]);
  });

  it("says which runs were missed since the oldest on record", async () => {
    const status = await deployedStatus(deps({ marketNow: () => TICK + 2 * 1_800 + 600 }))();
    expect(status.missed_runs).toEqual([{ tick: TICK + 3_600 }, { tick: TICK + 1_800 }]);
    expect(status.problems).toEqual(["2 runs missed within a day"]);
  });

  it("has no next tick while it is paused", async () => {
    const pause = { paused: true, changed_at: TICK, by: "desk" };
    expect(await deployedStatus(deps({ readPause: async () => pause }))()).toMatchObject({
      paused: true,
      next_tick: null,
    });
  });

  it("is told without the projector's lag when CloudWatch does not answer", async () => {
    const status = await deployedStatus(deps({ readIteratorAge: rejected }))();
    expect(status.stream.iterator_age_ms).toBeNull();
  });

  it("is not told when the queues cannot be read", async () => {
    const error = new StoreError("unavailable", "no answer", { retryable: true });
    await expect(deployedStatus(deps({ readQueues: () => Promise.reject(error) }))()).rejects.toBe(
      error,
    );
  });
});

describe("a status that is kept for a moment", () => {
  it("is read once for all who ask meanwhile, and again after it", async () => {
    const clock = { nowMs: 0 };
    let reads = 0;
    const read = deployedStatus(deps());
    const kept = brieflyKept(
      () => {
        reads += 1;
        return read();
      },
      { keepMs: 5_000, systemNow: () => clock.nowMs },
    );
    await Promise.all([kept(), kept()]);
    clock.nowMs = 4_999;
    await kept();
    expect(reads).toBe(1);
    clock.nowMs = 5_000;
    await kept();
    expect(reads).toBe(2);
  });

  it("is read again after a failure", async () => {
    let reads = 0;
    const read = deployedStatus(deps());
    const kept = brieflyKept(
      () => {
        reads += 1;
        return reads === 1 ? Promise.reject(new Error("no answer")) : read();
      },
      { keepMs: 5_000, systemNow: () => 0 },
    );
    await expect(kept()).rejects.toThrow("no answer");
    expect((await kept()).problems).toEqual([]);
  });
});
