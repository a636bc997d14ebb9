import { alwaysSignals, neverSignals } from "@bellwether/functions/testing";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "./fast-time.ts";
import { type Machine, sorted, startMachine } from "./machine.ts";
import { type SlackServer, startSlack } from "./slack-server.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;

describe("the same tick", () => {
  let slack: SlackServer;
  let machine: Machine;
  const workflows = [
    alwaysSignals("one"),
    alwaysSignals("two", { repeat: "once_per_candle" }),
    neverSignals("silent"),
  ];
  const ids = workflows.slice(0, 2).map(({ id }) => `${id}.${TICK}`);
  const start = (prefix?: string) =>
    startMachine({
      endpoint: inject("dynamodbEndpoint"),
      market: simulatedMarket({ seed: 1 }),
      workflows,
      slackUrl: slack.url,
      time: fastTime(30),
      marketNow: () => TICK,
      ...(prefix !== undefined && { prefix }),
    });
  beforeEach(async () => {
    slack = await startSlack();
    machine = await start();
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });

  const outcome = async () => ({
    orders: await machine.orderIds(),
    projected: await machine.projectedIds(),
    messages: slack.delivered.length,
    differentMessages: new Set(slack.delivered.map(({ text }) => text)).size,
    deadLetters: machine.queues.all().flatMap((queue) => queue.deadLetters()),
  });
  const onceEach = {
    orders: sorted(ids),
    projected: sorted(ids),
    messages: ids.length,
    differentMessages: ids.length,
    deadLetters: [],
  };

  it("run three times at once gives one order, one message and one projection for each signal", async () => {
    await Promise.all([machine.tick(TICK), machine.tick(TICK), machine.tick(TICK)]);
    await machine.drained();
    expect(await outcome()).toEqual(onceEach);
  });

  it("run three times in sequence gives one order, one message and one projection for each signal", async () => {
    for (const _ of [1, 2, 3]) {
      await machine.tick(TICK);
      await machine.drained();
    }
    expect(await outcome()).toEqual(onceEach);
  });

  it("run again after a restart gives one order, one message and one projection for each signal", async () => {
    await machine.tick(TICK);
    await machine.drained();
    await machine.stop();
    machine = await start(machine.prefix);
    await machine.tick(TICK);
    await machine.drained();
    expect(await outcome()).toEqual(onceEach);
  });

  it("interrupted by a restart is delivered completely afterwards", async () => {
    slack.answer(() => ({ kind: "status", status: 503 }));
    await machine.tick(TICK);
    await machine.stop();
    slack.answer(() => ({ kind: "ok" }));
    machine = await start(machine.prefix);
    await machine.drained();
    expect(await outcome()).toEqual(onceEach);
  });
});
