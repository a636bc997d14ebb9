import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { retryForever } from "@bellwether/local/schedule";
import { startDatabaseServer } from "@bellwether/local/testing";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "../end-to-end/fast-time.ts";
import type { Machine } from "../end-to-end/machine.ts";
import { type SlackServer, startSlack } from "../end-to-end/slack-server.ts";
import { fillUp, startOnFullDisk } from "./full-disk.ts";
import { announced, idsOf, namesOf, rehearse, TICK, workflowsOf } from "./rehearsal.ts";

const HOUR_MS = 3_600_000;
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const workflows = workflowsOf(3);

describe("drill: outages", () => {
  let slack: SlackServer;
  let machine: Machine;
  let folder: string;
  let own: { readonly stop: () => Promise<void> } | null = null;
  beforeEach(async () => {
    slack = await startSlack();
    folder = await mkdtemp(path.join(tmpdir(), "bellwether-drill-"));
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
    await own?.stop();
    own = null;
    await rm(folder, { recursive: true });
  });

  it("of Slack for an hour lose no message and create no dead letter", async () => {
    const time = fastTime(30);
    let isDown = true;
    slack.answer(() => (isDown ? { kind: "status", status: 503 } : { kind: "ok" }));
    machine = await rehearse({ endpoint: inject("dynamodbEndpoint"), slack, time, workflows });
    await machine.tick(TICK);
    await machine.quiescent();
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(slack.delivered).toEqual([]);
    await machine.pass(HOUR_MS);
    expect(machine.queue("notify").depth().most_failures).toBeGreaterThan(0);
    isDown = false;
    await machine.drained();
    expect(announced(slack)).toEqual(namesOf(workflows));
    expect(machine.queue("notify").depth()).toMatchObject({ dead_letters: 0 });
  });

  it("of the database, killed in the middle of a tick, lose nothing", async () => {
    const file = path.join(folder, "data.db");
    const first = await startDatabaseServer({ file });
    own = first;
    const { endpoint, pid } = first;
    const time = fastTime(10);
    machine = await rehearse({ endpoint, slack, time, workflows });
    await machine.tick(TICK);
    process.kill(pid, "SIGKILL");
    await first.exited;
    // The tick is being processed, and the database is down.
    await time.sleep(2_000);
    own = await startDatabaseServer({ file, port: Number(new URL(endpoint).port) });
    await machine.drained();
    expect(await machine.orderIds()).toEqual(idsOf(workflows, TICK));
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(new Set(announced(slack))).toEqual(new Set(namesOf(workflows)));
  });

  it("of the disk, which is full, delay the tick until there is space", async () => {
    const file = path.join(folder, "data.db");
    const roomy = await startDatabaseServer({ file });
    own = roomy;
    const { endpoint } = roomy;
    const time = fastTime(30);
    machine = await rehearse({ endpoint, slack, time, workflows });
    await roomy.stop();
    const full = await startOnFullDisk(file, endpoint);
    own = full;
    const refusal = await fillUp(endpoint, `${machine.prefix}receipts`);
    expect(refusal).toMatch(/disk/);
    // Like the schedule: retries until the tick is durable.
    const retrying = { ...time, stopping: new AbortController().signal, log: SILENT };
    const ticked = retryForever(retrying)("queueing a run", () => machine.tick(TICK));
    await time.sleep(60_000);
    // Stored items can still be read.
    expect(await machine.stores.workflows.scan()).toHaveLength(workflows.length);
    await full.stop();
    own = await startDatabaseServer({ file, port: Number(new URL(endpoint).port) });
    await ticked;
    await machine.drained();
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(new Set(announced(slack))).toEqual(new Set(namesOf(workflows)));
    expect(machine.queue("generate").depth()).toMatchObject({ dead_letters: 0 });
  });

  it("of the clock, which is set back by an hour, repeat ticks, which are stored and announced", async () => {
    const clock = fastTime(20);
    let backMs = 0;
    const time = { ...clock, systemNow: () => clock.systemNow() - backMs };
    let market = TICK;
    const endpoint = inject("dynamodbEndpoint");
    machine = await rehearse({ endpoint, slack, time, workflows, marketNow: () => market });
    await machine.tick(TICK);
    await machine.drained();
    // A live market uses the wall clock, so the next tick is one that is already past.
    backMs = HOUR_MS;
    market = TICK - 1_800;
    await machine.tick(market);
    await machine.drained();
    expect(await machine.orderIds()).toEqual(idsOf(workflows, TICK, market));
    // The projection only moves forward.
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(slack.delivered).toHaveLength(2 * workflows.length);
    for (const queue of machine.queues.all()) expect(queue.depth().dead_letters).toBe(0);
  });
});
