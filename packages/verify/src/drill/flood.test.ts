import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "../end-to-end/fast-time.ts";
import type { Machine } from "../end-to-end/machine.ts";
import { type SlackServer, startSlack } from "../end-to-end/slack-server.ts";
import { announced, idsOf, namesOf, rehearse, TICK, workflowsOf } from "./rehearsal.ts";

/** 5,000 by hand (docs/operations.md); fewer in a test run, to keep it short. */
const SIGNALS = Number(process.env["FLOOD_SIGNALS"] ?? 60);
/** Slack's rate limit: one message per second. */
const SLACK_INTERVAL_MS = 1_000;

describe("drill: a flood of signals at one tick", { timeout: 120_000 + SIGNALS * 100 }, () => {
  let slack: SlackServer;
  let machine: Machine;
  beforeEach(async () => {
    slack = await startSlack();
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });

  it("is stored, projected and shown before Slack has any message, and is delivered at one message a second", async () => {
    const time = fastTime(20);
    const sentAt: number[] = [];
    let isPageRead = false;
    slack.answer(() => {
      if (!isPageRead) return { kind: "rate-limited", retryAfterSeconds: 1 };
      sentAt.push(time.systemNow());
      return { kind: "ok" };
    });
    const workflows = workflowsOf(SIGNALS);
    machine = await rehearse({ endpoint: inject("dynamodbEndpoint"), slack, time, workflows });
    await machine.tick(TICK);
    // The page's requests, while the flood is being processed.
    const shown = () => machine.projectedIds().then((ids) => ids.length);
    await expect.poll(shown, { timeout: 30_000, interval: 10 }).toBeGreaterThan(0);
    expect(await machine.stores.workflows.scan()).toHaveLength(SIGNALS);
    isPageRead = true;
    await machine.drained();
    expect(await machine.orderIds()).toEqual(idsOf(workflows, TICK));
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(announced(slack)).toEqual(namesOf(workflows));
    const spanMs = (sentAt.at(-1) ?? 0) - (sentAt[0] ?? 0);
    expect(spanMs).toBeGreaterThanOrEqual((SIGNALS - 1) * SLACK_INTERVAL_MS);
    for (const queue of machine.queues.all()) expect(queue.depth().dead_letters).toBe(0);
  });
});
