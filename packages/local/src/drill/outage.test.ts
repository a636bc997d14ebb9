import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../database/dynoxide.ts";
import { fastTime } from "../e2e/fast-time.ts";
import type { Machine } from "../e2e/machine.ts";
import { type SlackServer, startSlack } from "../e2e/slack-server.ts";
import { announced, idsOf, namesOf, rehearse, TICK, workflowsOf } from "./rehearsal.ts";

const HOUR_MS = 3_600_000;
const workflows = workflowsOf(3);

describe("drill: outages", { timeout: 60_000 }, () => {
  let slack: SlackServer;
  let machine: Machine;
  let own: EmbeddedDatabase | null = null;
  beforeEach(async () => {
    slack = await startSlack();
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
    await own?.stop();
    own = null;
  });

  it("of Slack for an hour lose no message and leave no dead letter", async () => {
    const time = fastTime(600);
    let isDown = true;
    slack.answer(() => (isDown ? { kind: "status", status: 503 } : { kind: "ok" }));
    machine = await rehearse({ endpoint: inject("dynamodbEndpoint"), slack, time, workflows });
    await machine.tick(TICK);
    await machine.settled();
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(slack.delivered).toEqual([]);
    await time.sleep(HOUR_MS);
    expect(machine.queue("notify").depth().most_failures).toBeGreaterThan(0);
    isDown = false;
    await machine.drained();
    expect(announced(slack)).toEqual(namesOf(workflows));
    expect(machine.queue("notify").depth()).toMatchObject({ dead_letters: 0 });
  });

  it("of the database: it is killed in the middle of a tick, and nothing is lost when it is back", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "bellwether-drill-"));
    const file = path.join(folder, "data.db");
    own = await startEmbeddedDatabase({ file });
    const { endpoint, pid } = own;
    const time = fastTime(10);
    machine = await rehearse({ endpoint, slack, time, workflows });
    await machine.tick(TICK);
    process.kill(pid, "SIGKILL");
    await own.exited;
    // The tick is on its way, into a database that is not there.
    await time.sleep(2_000);
    own = await startEmbeddedDatabase({ file, port: Number(new URL(endpoint).port) });
    await machine.drained();
    expect(await machine.orderIds()).toEqual(idsOf(workflows, TICK));
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(new Set(announced(slack))).toEqual(new Set(namesOf(workflows)));
  });

  it("of the disk, which is full for a minute: the tick is run once there is room", async () => {
    const time = fastTime(30);
    const until = time.systemNow() + 60_000;
    let refused = 0;
    let isFull = false;
    machine = await rehearse({
      endpoint: inject("dynamodbEndpoint"),
      slack,
      time,
      workflows,
      intercept: ({ table, puts }) => {
        // Queues are written in batches, which name no single table.
        const writes = puts || table === "";
        if (!writes || time.systemNow() >= until || !isFull) return;
        refused += 1;
        throw new Error("database or disk is full");
      },
    });
    await machine.tick(TICK);
    isFull = true;
    await machine.drained();
    expect(refused).toBeGreaterThan(0);
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(new Set(announced(slack))).toEqual(new Set(namesOf(workflows)));
    expect(machine.queue("generate").depth()).toMatchObject({ dead_letters: 0 });
  });

  it("of the clock, which is set back an hour: the next tick is stored, projected and announced", async () => {
    const clock = fastTime(20);
    let backMs = 0;
    const time = { ...clock, systemNow: () => clock.systemNow() - backMs };
    let market = TICK;
    const endpoint = inject("dynamodbEndpoint");
    machine = await rehearse({ endpoint, slack, time, workflows, marketNow: () => market });
    await machine.tick(TICK);
    await machine.drained();
    backMs = HOUR_MS;
    market = TICK + 1_800;
    await machine.tick(market);
    await machine.drained();
    expect(await machine.orderIds()).toEqual(idsOf(workflows, TICK, market));
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, market));
    expect(slack.delivered).toHaveLength(2 * workflows.length);
  });
});
