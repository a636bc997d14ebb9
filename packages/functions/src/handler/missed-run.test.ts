import type { DomainEvent } from "@bellwether/core/signal";
import { memoryReceiptStore } from "@bellwether/core/testing";
import { describe, expect, it } from "vitest";
import { memoryRunStore } from "../adapter/memory/run-store.ts";
import { aRun, TICK } from "../testing/sample.ts";
import { findMissedRuns, missedRunHandler } from "./missed-run.ts";

const HALF_HOUR = 1_800;
const MINUTE = 60;

function bench(ran: readonly number[], now: number) {
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
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  return { clock, published, refusal, check };
}

describe("the check for missed runs", () => {
  it("gives a tick five minutes before it is missed", async () => {
    const { check, clock, published } = bench([TICK], TICK + HALF_HOUR + 4 * MINUTE);
    expect(await check()).toEqual([]);
    clock.now += MINUTE;
    expect(await check()).toEqual([TICK + HALF_HOUR]);
    expect(published).toEqual([
      { type: "RunMissed", detail: { schema: 1, tick: TICK + HALF_HOUR } },
    ]);
  });

  it("says each missed tick once, however often it looks", async () => {
    const { check, clock, published } = bench([TICK], TICK + 3 * HALF_HOUR + 6 * MINUTE);
    await check();
    clock.now += 5 * MINUTE;
    expect(await check()).toEqual([]);
    expect(published).toHaveLength(3);
  });

  it("says later what the bus did not take", async () => {
    const { check, refusal, published } = bench([TICK], TICK + HALF_HOUR + 6 * MINUTE);
    refusal.next = true;
    await expect(check()).rejects.toThrow("the bus is away");
    refusal.next = false;
    expect(await check()).toEqual([TICK + HALF_HOUR]);
    expect(published).toHaveLength(1);
  });

  it("counts a paused run and one that was asked for by hand for what they are", async () => {
    const byHand = TICK + HALF_HOUR + 7;
    const { check } = bench([TICK, byHand], TICK + HALF_HOUR + 6 * MINUTE);
    expect(await check()).toEqual([TICK + HALF_HOUR]);
  });

  it("knows of nothing missed before the first run, nor beyond a day", async () => {
    const none = memoryRunStore();
    const now = TICK + 10 * HALF_HOUR + 6 * MINUTE;
    const deps = { listRuns: none.list, marketNow: () => now, since: () => null };
    expect(await findMissedRuns(deps)).toEqual([]);
    const old = memoryRunStore(new Map([[TICK - 86_400 * 3, aRun({ tick: TICK - 86_400 * 3 })]]));
    expect(await findMissedRuns({ ...deps, listRuns: old.list })).toHaveLength(48);
  });
});
