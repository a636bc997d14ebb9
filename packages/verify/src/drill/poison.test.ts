import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoClient } from "@bellwether/functions/adapter/dynamodb";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { fastTime } from "../end-to-end/fast-time.ts";
import type { Machine } from "../end-to-end/machine.ts";
import { type SlackServer, startSlack } from "../end-to-end/slack-server.ts";
import { announced, idsOf, namesOf, rehearse, TICK, workflowsOf } from "./rehearsal.ts";

const workflows = workflowsOf(3);

describe("drill: poison", () => {
  const endpoint = inject("dynamodbEndpoint");
  let slack: SlackServer;
  let machine: Machine;
  beforeEach(async () => {
    slack = await startSlack();
    machine = await rehearse({ endpoint, slack, time: fastTime(30), workflows });
  });
  afterEach(async () => {
    await machine.stop();
    await slack.stop();
  });

  it("in an event is parked with its reason by each consumer and delays nothing else", async () => {
    const body = JSON.stringify({ source: "bellwether.engine", "detail-type": "OrderSignal" });
    await machine.queues.send(["notify", "persist"].map((queue) => ({ queue, body })));
    await machine.tick(TICK);
    await machine.drained();
    for (const name of ["notify", "persist"]) {
      expect(machine.queue(name).deadLetters()).toMatchObject([
        { body, reason: expect.stringContaining("detail") },
      ]);
    }
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(announced(slack)).toEqual(namesOf(workflows));
    // Retries cannot help with an unreadable message.
    expect(await machine.queue("persist").redrive()).toBe(1);
    await machine.drained();
    expect(machine.queue("persist").depth()).toMatchObject({ dead_letters: 1 });
  });

  it("in a stream record is parked with its body, and a redrive derives the workflow again", async () => {
    const [first] = workflows;
    const client = dynamoClient({ endpoint });
    const TableName = `${machine.prefix}workflow_orders`;
    const Item = { workflow_id: first?.id, placed_at: TICK - 1_800, order_code: 7 };
    await documentClient(client).send(new PutCommand({ TableName, Item }));
    client.destroy();
    await machine.tick(TICK);
    await machine.drained();
    const parked = machine.queue("project").deadLetters();
    expect(parked.map(({ body }) => body.includes(first?.id ?? "none"))).toEqual([true]);
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
    expect(await machine.queue("project").redrive()).toBe(1);
    await machine.drained();
    expect(machine.queue("project").depth()).toMatchObject({ dead_letters: 0 });
    expect(await machine.projectedIds()).toEqual(idsOf(workflows, TICK));
  });
});
