import { alwaysSignals, neverSignals } from "@bellwether/functions/testing";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "./fast-time.ts";
import { type Machine, type MachineOptions, sorted, startMachine } from "./machine.ts";
import { type SlackServer, startSlack } from "./slack-server.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;
const OUTAGE_MS = 60_000;

const workflows = [
  ...["one", "two", "three", "four"].map((name) => alwaysSignals(name)),
  neverSignals("silent"),
];
const ids = workflows.slice(0, 4).map(({ id }) => `${id}.${TICK}`);

describe("an outage of one consumer", () => {
  let slack: SlackServer;
  let machine: Machine;
  beforeEach(async () => {
    slack = await startSlack();
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });
  const start = (over: Partial<MachineOptions> = {}): Promise<Machine> =>
    startMachine({
      endpoint: inject("dynamodbEndpoint"),
      market: simulatedMarket({ seed: 1 }),
      workflows,
      slackUrl: slack.url,
      time: fastTime(30),
      marketNow: () => TICK,
      ...over,
    });

  it("of Slack for a minute does not delay orders, and every message is delivered once afterwards", async () => {
    let isDown = true;
    slack.answer(() => (isDown ? { kind: "status", status: 500 } : { kind: "ok" }));
    machine = await start();
    await machine.tick(TICK);
    await machine.quiescent();
    // The outage continues, yet the pipeline is quiescent.
    expect(slack.delivered).toEqual([]);
    expect(await machine.orderIds()).toEqual(sorted(ids));
    expect(await machine.projectedIds()).toEqual(sorted(ids));
    expect(engineLines(machine)).toEqual([expect.stringContaining("info run completed")]);

    await machine.pass(OUTAGE_MS);
    isDown = false;
    await machine.drained();
    expect(slack.calls.length).toBeGreaterThan(slack.delivered.length);
    expect(namesIn(slack)).toEqual(["four", "one", "three", "two"]);
    expect(machine.queue("notify").depth()).toMatchObject({ dead_letters: 0 });
  });

  it("of the orders table does not delay messages, and every order is stored afterwards", async () => {
    let isDown = true;
    let refused = 0;
    machine = await start({
      intercept: ({ table, puts }) => {
        if (table !== "workflow_orders" || !puts || !isDown) return;
        refused += 1;
        throw new Error("the orders table refuses writes");
      },
    });
    await machine.tick(TICK);
    await machine.quiescent();
    expect(namesIn(slack)).toEqual(["four", "one", "three", "two"]);
    expect(await machine.orderIds()).toEqual([]);
    expect(await machine.projectedIds()).toEqual([]);
    expect(engineLines(machine)).toEqual([expect.stringContaining("info run completed")]);

    await machine.pass(OUTAGE_MS);
    isDown = false;
    await machine.drained();
    expect(refused).toBeGreaterThan(ids.length);
    expect(await machine.orderIds()).toEqual(sorted(ids));
    expect(await machine.projectedIds()).toEqual(sorted(ids));
    expect(slack.delivered).toHaveLength(ids.length);
    expect(machine.queue("persist").depth()).toMatchObject({ dead_letters: 0 });
  });
});

/** The engine's log lines about its runs, which an outage of another component must not change. */
function engineLines(machine: Machine): string[] {
  return machine.log.filter((line) => / (run|evaluation) /.test(line));
}

/** The workflows announced to Slack, one entry per message. */
function namesIn(slack: SlackServer): string[] {
  return sorted(slack.delivered.map(({ text }) => /^Workflow `(.*?)`/.exec(text)?.[1] ?? text));
}
