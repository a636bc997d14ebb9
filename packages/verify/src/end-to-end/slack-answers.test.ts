import { alwaysSignals } from "@bellwether/functions/testing";
import { SIMULATED_EPOCH, simulatedMarket } from "@bellwether/markets/simulated";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "./fast-time.ts";
import { type Machine, startMachine } from "./machine.ts";
import { type SlackServer, startSlack } from "./slack-server.ts";

/** 2026-09-14T10:01:00Z: a Monday, in session. */
const TICK = SIMULATED_EPOCH + 4 * 3_600 + 60;

describe("a response of Slack", () => {
  let slack: SlackServer;
  let machine: Machine;
  const time = fastTime(30);
  const workflows = [alwaysSignals("one"), alwaysSignals("two")];
  beforeEach(async () => {
    slack = await startSlack();
    machine = await startMachine({
      endpoint: inject("dynamodbEndpoint"),
      market: simulatedMarket({ seed: 1 }),
      workflows,
      slackUrl: slack.url,
      time,
      marketNow: () => TICK,
    });
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });

  it("of status 429 delays all messages of the channel by the requested time and counts as no attempt", async () => {
    const callsMs: number[] = [];
    slack.answer((_, call) => {
      callsMs.push(time.systemNow());
      return call === 1 ? { kind: "rate-limited", retryAfterSeconds: 30 } : { kind: "ok" };
    });
    await machine.tick(TICK);
    await machine.drained();
    expect(slack.delivered).toHaveLength(workflows.length);
    const [first = 0, ...others] = callsMs;
    expect(others).toHaveLength(workflows.length);
    expect(Math.min(...others) - first).toBeGreaterThanOrEqual(30_000);
    expect(machine.log.filter((line) => line.includes("delivery failed"))).toEqual([]);
  });

  it("that rejects the channel parks the message at once, for a redrive to deliver", async () => {
    slack.answer(() => ({ kind: "refused", error: "channel_not_found" }));
    await machine.tick(TICK);
    await machine.drained();
    const notify = machine.queue("notify");
    expect(slack.calls).toHaveLength(workflows.length);
    expect(notify.deadLetters()).toHaveLength(workflows.length);
    for (const { reason, receives } of notify.deadLetters()) {
      expect(reason).toContain("channel_not_found");
      expect(reason).toContain("#workflows");
      expect(receives).toBe(0);
    }
    expect(await machine.projectedIds()).toHaveLength(workflows.length);

    slack.answer(() => ({ kind: "ok" }));
    expect(await notify.redrive()).toBe(workflows.length);
    await machine.drained();
    expect(slack.delivered).toHaveLength(workflows.length);
    expect(notify.deadLetters()).toEqual([]);
  });
});
