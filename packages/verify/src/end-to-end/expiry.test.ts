import { WEEK_SECONDS } from "@bellwether/core/time";
import { alwaysSignals } from "@bellwether/functions/testing";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "./fast-time.ts";
import { type Machine, startMachine } from "./machine.ts";
import { type SlackServer, startSlack } from "./slack-server.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;
const NEXT = TICK + 1_800;

describe("orders that expire", () => {
  const workflow = alwaysSignals("one");
  const time = fastTime(30);
  let market = TICK;
  let slack: SlackServer;
  let machine: Machine;
  beforeEach(async () => {
    slack = await startSlack();
    machine = await startMachine({
      endpoint: inject("dynamodbEndpoint"),
      market: simulatedMarket({ seed: 1 }),
      workflows: [workflow],
      slackUrl: slack.url,
      time,
      marketNow: () => market,
    });
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });

  /** Every order still in the table, expired or not. */
  const stored = async () => {
    const query = { workflow_id: workflow.id, asOf: TICK, limit: 100, before: null };
    const { orders } = await machine.stores.orders.query(query);
    return orders.map((order) => (order.kind === "valid" ? order.value.placed_at : null));
  };
  const storedBecomes = async (ticks: readonly number[]) => {
    while ((await stored()).length > ticks.length) await time.sleep(1_000);
    expect(await stored()).toEqual(ticks);
  };

  it("are deleted from the table and as last orders, by the market's clock", async () => {
    for (const tick of [TICK, NEXT]) {
      market = tick;
      await machine.tick(tick);
      await machine.drained();
    }
    expect(await machine.projectedIds()).toEqual([`${workflow.id}.${NEXT}`]);
    market = TICK + WEEK_SECONDS;
    await storedBecomes([NEXT]);
    expect(await machine.projectedIds()).toEqual([`${workflow.id}.${NEXT}`]);
    market = NEXT + WEEK_SECONDS;
    await storedBecomes([]);
    while ((await machine.projectedIds()).length > 0) await time.sleep(1_000);
  });
});
