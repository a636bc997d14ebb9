import type { DomainEvent } from "@bellwether/core/event";
import { memoryReceiptStore } from "@bellwether/core/testing";
import { describe, expect, it } from "vitest";
import { memoryRunStore } from "../adapter/memory/run-store.ts";
import { aRun, aWorkflow, TICK } from "../testing/sample.ts";
import { dueTicks } from "./due-tick.ts";
import { findMissedRuns, missedRunHandler } from "./missed-run.ts";

const HALF_HOUR = 1_800;
const MINUTE = 60;

/** Something was due at each tick, unless a test says otherwise. */
const EVERY_TICK = async (ticks: readonly number[]) => ticks;

function harness(ran: readonly number[], now: number, dueAmong = EVERY_TICK) {
  const clock = { now };
  const published: DomainEvent[] = [];
  const refusal = { next: false };
  let ids = 0;
  const runs = memoryRunStore(new Map(ran.map((tick) => [tick, aRun({ tick })])));
  const check = missedRunHandler({
    listRuns: runs.list,
    receipts: memoryReceiptStore({
      systemNow: () => clock.now * 1_000,
      newId: () => `${(ids += 1)}`,
    }),
    publish: async (events) => {
      if (refusal.next) throw new Error("the bus is away");
      published.push(...events);
    },
    marketNow: () => clock.now,
    since: () => null,
    dueAmong,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  return { clock, published, refusal, check };
}

describe("the check for missed runs", () => {
  it("reports a tick as missed only five minutes after it was due", async () => {
    const { check, clock, published } = harness([TICK], TICK + HALF_HOUR + 4 * MINUTE);
    expect(await check()).toEqual([]);
    clock.now += MINUTE;
    expect(await check()).toEqual([TICK + HALF_HOUR]);
    expect(published).toEqual([
      { type: "RunMissed", detail: { schema: 1, tick: TICK + HALF_HOUR } },
    ]);
  });

  it("reports a gap once, in one event, however often it runs", async () => {
    const { check, clock, published } = harness([TICK], TICK + 3 * HALF_HOUR + 6 * MINUTE);
    await check();
    clock.now += 5 * MINUTE;
    expect(await check()).toEqual([]);
    const detail = {
      schema: 1,
      tick: TICK + 3 * HALF_HOUR,
      first_tick: TICK + HALF_HOUR,
      count: 3,
    };
    expect(published).toEqual([{ type: "RunMissed", detail }]);
  });

  it("reports one gap after a day of sleep, with the due ticks only", async () => {
    // Asleep from Monday 18:01 to Tuesday 21:01 Paris: the night had nothing due.
    const evening = TICK + 8 * 3_600;
    const dueAmong = dueTicks({
      scanWorkflows: async () => [{ kind: "valid", value: aWorkflow() }],
      sessionOf: () => "eu",
    });
    const { check, published } = harness([evening], evening + 27 * 3_600, dueAmong);
    const ticks = await check();
    expect(ticks.map((tick) => new Date(tick * 1_000).toISOString().slice(11, 16))).toEqual(
      Array.from({ length: 19 }, (_, n) => {
        const minutes = 17 * 60 + 1 - 30 * n;
        return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
      }),
    );
    expect(published).toHaveLength(1);
  });

  it("reports nothing at weekends and for disabled workflows", async () => {
    const disabled = dueTicks({
      scanWorkflows: async () => [{ kind: "valid", value: aWorkflow({ enable: false }) }],
      sessionOf: () => "eu",
    });
    const { check } = harness([TICK], TICK + 4 * HALF_HOUR, disabled);
    expect(await check()).toEqual([]);
    const saturday = TICK + 5 * 86_400;
    const weekend = dueTicks({
      scanWorkflows: async () => [{ kind: "valid", value: aWorkflow() }],
      sessionOf: () => "eu",
    });
    expect(await harness([saturday], saturday + 6 * 3_600, weekend).check()).toEqual([]);
  });

  it("reports a gap again that the bus did not accept", async () => {
    const { check, refusal, published } = harness([TICK], TICK + HALF_HOUR + 6 * MINUTE);
    refusal.next = true;
    await expect(check()).rejects.toThrow("the bus is away");
    refusal.next = false;
    expect(await check()).toEqual([TICK + HALF_HOUR]);
    expect(published).toHaveLength(1);
  });

  it("does not count a manual run as the run of a tick", async () => {
    const byHand = TICK + HALF_HOUR + 7;
    const { check } = harness([TICK, byHand], TICK + HALF_HOUR + 6 * MINUTE);
    expect(await check()).toEqual([TICK + HALF_HOUR]);
  });

  it("reports nothing before the first run and at most a day", async () => {
    const none = memoryRunStore();
    const now = TICK + 10 * HALF_HOUR + 6 * MINUTE;
    const deps = {
      listRuns: none.list,
      marketNow: () => now,
      since: () => null,
      dueAmong: EVERY_TICK,
    };
    expect(await findMissedRuns(deps)).toEqual([]);
    const old = memoryRunStore(new Map([[TICK - 86_400 * 3, aRun({ tick: TICK - 86_400 * 3 })]]));
    expect(await findMissedRuns({ ...deps, listRuns: old.list })).toHaveLength(48);
  });
});
