import { randomUUID } from "node:crypto";
import {
  decodeInstants,
  problemSchema,
  workflowDetailSchema,
  workflowListSchema,
} from "@bellwether/core/api";
import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import { workflowsDecided } from "@bellwether/core/signal";
import { beforeEach, describe, expect, it } from "vitest";
import { aDraft, aWorkflow, aWorkflowWithOrder, TICK } from "../testing/sample.ts";
import { apiHarness, type Reply } from "./api-harness.ts";

let harness: ReturnType<typeof apiHarness>;
beforeEach(() => {
  harness = apiHarness();
});

const listOf = (reply: Reply) => workflowListSchema.parse(decodeInstants(reply.json));
const problemOf = (reply: Reply) => problemSchema.parse(reply.json);
const fieldsOf = (reply: Reply) => problemOf(reply).errors?.map(({ field }) => field);

const create = async (over: Parameters<typeof aDraft>[0] = {}) => {
  const reply = await harness.send("/workflows", { method: "POST", body: aDraft(over) });
  return workflowDetailSchema.parse(decodeInstants(reply.json));
};
const put = (id: string, body: unknown, version?: string) =>
  harness.send(`/workflows/${id}`, {
    method: "PUT",
    body,
    headers: version === undefined ? {} : { "if-match": version },
  });

const down = async () => Promise.reject(new Error("down"));

describe("the list of workflows", () => {
  it("has each workflow with its last order, by name", async () => {
    const beta = aWorkflowWithOrder(TICK - 1_800, { id: randomUUID(), name: "beta" });
    const alpha = aWorkflow({ id: randomUUID(), name: "Alpha", dry_run: true });
    for (const workflow of [beta, alpha]) harness.workflowItems.set(workflow.id, workflow);
    const { workflows, total, as_of, next_cursor } = listOf(await harness.send("/workflows"));
    expect([total, as_of, next_cursor]).toEqual([2, TICK, null]);
    expect(workflows.map(({ name }) => name)).toEqual(["Alpha", "beta"]);
    expect(workflows[0]).toMatchObject({ dry_run: true, last_order_timestamp: null });
    expect(workflows[1]).toMatchObject({
      indicator: "ma50",
      ut: "h1",
      last_order_timestamp: TICK - 1_800,
      last_order_market: "eu",
      last_order_direction: "SELL",
      last_order_quantity: 0.5,
      last_order_price: 7_983,
      last_order_price_decimals: 2,
      last_order_dry_run: false,
    });
  });

  it("shows for each workflow the decision of the newest run", async () => {
    const ids = ["near", "closed", "edited", "off"].map((name) => {
      const over = { near: {}, closed: {}, edited: { updated_at: TICK }, off: { enable: false } };
      const workflow = aWorkflow({
        id: randomUUID(),
        name,
        updated_at: 0,
        ...over[name as keyof typeof over],
      });
      harness.workflowItems.set(workflow.id, workflow);
      return workflow.id;
    });
    const decision = {
      workflow_id: ids[0] ?? "",
      outcome: "no_signal",
      reason: null,
      value: 7_980,
      distance_points: 12,
      range_points: 96,
      episode: null,
      episode_count: 0,
    } as const;
    for (const part of workflowsDecided(TICK - 1_800, [decision]))
      harness.decidedItems.set("", part);
    const { workflows } = listOf(await harness.send("/workflows"));
    expect(workflows.map(({ name, now }) => [name, now?.outcome, now?.distance_ranges])).toEqual([
      ["closed", "closed", null],
      ["edited", undefined, undefined],
      ["near", "no_signal", 0.125],
      ["off", undefined, undefined],
    ]);
  });

  it("is returned without decisions when they cannot be read", async () => {
    harness = apiHarness({ decisions: { read: down, newest: down } });
    harness.workflowItems.set(aWorkflow().id, aWorkflow());
    expect(listOf(await harness.send("/workflows")).workflows).toMatchObject([{ now: null }]);
    expect(harness.logged).toMatchObject([{ message: "the newest decisions could not be read" }]);
  });

  it("writes instants as ISO 8601", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    expect((await harness.send("/workflows")).json).toMatchObject({
      as_of: "2026-11-23T10:01:00Z",
      workflows: [{ last_order_timestamp: "2026-11-23T10:01:00Z" }],
    });
  });

  it("omits a last order from its seventh day on", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    harness.clock.now = TICK + ORDER_LIFETIME_SECONDS - 1;
    expect(listOf(await harness.send("/workflows")).workflows[0]?.last_order_price).toBe(7_983);
    harness.clock.now += 1;
    expect(listOf(await harness.send("/workflows")).workflows[0]?.last_order_price).toBeNull();
  });

  it("shows a damaged workflow as broken, with its readable fields", async () => {
    const { id } = aWorkflow();
    harness.workflowItems.set(id, { ...aWorkflow(), name: "Broken", trigger: 3, cfd: 7 });
    const [row] = listOf(await harness.send("/workflows")).workflows;
    expect(row).toMatchObject({ id, name: "Broken", index: "CAC.I", cfd: "", enable: true });
    expect(row?.problems).toEqual([
      expect.stringMatching(/^cfd: /),
      expect.stringMatching(/^trigger: /),
    ]);
  });

  it("pages by a limit and a cursor, each workflow once", async () => {
    const names = ["e", "B", "a", "D", "c"];
    for (const name of names) {
      const workflow = aWorkflow({ id: randomUUID(), name });
      harness.workflowItems.set(workflow.id, workflow);
    }
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = `limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page = listOf(await harness.send(`/workflows?${query}`));
      expect(page.total).toBe(5);
      seen.push(...page.workflows.map(({ name }) => name));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(["a", "B", "c", "D", "e"]);
  });

  it("continues after a workflow that was deleted between two pages", async () => {
    for (const name of ["a", "b", "c"]) harness.workflowItems.set(name, { ...aWorkflow({ name }) });
    const first = listOf(await harness.send("/workflows?limit=2"));
    harness.workflowItems.delete("b");
    const rest = listOf(await harness.send(`/workflows?cursor=${first.next_cursor}`));
    expect(rest.workflows.map(({ name }) => name)).toEqual(["c"]);
  });

  it.each([
    ["limit=0", "limit"],
    ["limit=-3", "limit"],
    ["limit=1.5", "limit"],
    ["limit=5001", "limit"],
    ["cursor=abc", "cursor"],
    ["cursor=", "cursor"],
  ])("rejects %s by name", async (query, field) => {
    const reply = await harness.send(`/workflows?${query}`);
    expect(reply.status).toBe(400);
    expect(fieldsOf(reply)).toEqual([field]);
  });

  it("answers 304 to a client that has the current list, with the time of the response", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    const first = await harness.send("/workflows");
    const etag = first.headers.get("etag") ?? "";
    harness.clock.now += 60;
    const second = await harness.send("/workflows", { headers: { "if-none-match": etag } });
    expect([second.status, second.text]).toEqual([304, ""]);
    expect(second.headers.get("as-of")).toBe("2026-11-23T10:02:00Z");
    harness.workflowItems.set(workflow.id, { ...workflow, enable: false });
    const third = await harness.send("/workflows", { headers: { "if-none-match": etag } });
    expect(third.status).toBe(200);
    expect(third.headers.get("etag")).not.toBe(etag);
  });

  it("sends only what has changed to a client that takes changes", async () => {
    const one = aWorkflow({ id: randomUUID(), name: "a" });
    const other = aWorkflow({ id: randomUUID(), name: "b" });
    for (const each of [one, other]) harness.workflowItems.set(each.id, each);
    const etag = (await harness.send("/workflows")).headers.get("etag") ?? "";
    const headers = { "if-none-match": etag, "a-im": "changes" };
    harness.workflowItems.set(other.id, { ...other, enable: false });
    const second = await harness.send("/workflows", { headers });
    expect([second.status, second.headers.get("im")]).toEqual([226, "changes"]);
    expect(second.json).toMatchObject({
      changed: [{ at: 1, row: { id: other.id, enable: false } }],
      removed: [],
      total: 2,
    });
    expect(second.text).not.toContain('"workflows"');
    const unknown = { ...headers, "if-none-match": 'W/"of another process"' };
    expect((await harness.send("/workflows", { headers: unknown })).status).toBe(200);
  });
});

describe("creating a workflow", () => {
  it("answers 201 with the workflow, its address and its version", async () => {
    const reply = await harness.send("/workflows", { method: "POST", body: aDraft() });
    expect(reply.status).toBe(201);
    const { id } = workflowDetailSchema.parse(decodeInstants(reply.json));
    expect(reply.headers.get("location")).toBe(`/api/workflow/workflows/${id}`);
    expect(reply.headers.get("etag")).toBe('"1"');
    expect(harness.workflowItems.get(id)).toMatchObject({
      ...aDraft(),
      version: 1,
      created_at: TICK,
    });
  });

  it("makes a dry run by default", async () => {
    const { dry_run: _, ...draft } = aDraft();
    const reply = await harness.send("/workflows", { method: "POST", body: draft });
    expect(reply.json).toMatchObject({ dry_run: true });
  });

  it("answers 409 when the name is taken", async () => {
    await create({ name: "Dax" });
    const reply = await harness.send("/workflows", {
      method: "POST",
      body: aDraft({ name: "DAX" }),
    });
    expect(reply.status).toBe(409);
    expect(fieldsOf(reply)).toEqual(["name"]);
    expect(harness.workflowItems.size).toBe(1);
  });

  it("names each invalid field", async () => {
    const draft = aDraft();
    const [condition] = draft.conditions;
    const body = {
      ...draft,
      end_date: "2026-02-30",
      conditions: [{ ...condition, indicator: { name: "zone", ut: "h1", value: 1 } }],
      trigger: { ...draft.trigger, quantity: -1 },
    };
    const reply = await harness.send("/workflows", { method: "POST", body });
    expect(reply.status).toBe(422);
    expect(problemOf(reply).errors).toContainEqual({
      field: "conditions.0.indicator.zone_value",
      reason: "is missing",
    });
    expect(fieldsOf(reply)?.toSorted()).toEqual([
      "conditions.0.indicator.zone_value",
      "end_date",
      "trigger.quantity",
    ]);
    expect(harness.workflowItems.size).toBe(0);
  });

  it("accepts one to five conditions", async () => {
    const [condition] = aDraft().conditions;
    const statusOf = async (count: number) => {
      const conditions = Array(count).fill(condition);
      const body = { ...aDraft(), name: `with ${count}`, match: "any", conditions };
      return (await harness.send("/workflows", { method: "POST", body })).status;
    };
    expect(await Promise.all([0, 1, 5, 6].map(statusOf))).toEqual([422, 201, 201, 422]);
  });

  it("rejects an unknown field, which may be misspelt", async () => {
    const draft = aDraft();
    const [condition] = draft.conditions;
    const close = { ...condition.close, spred: 3 };
    const body = { ...draft, repeats: true, conditions: [{ ...condition, close }] };
    const reply = await harness.send("/workflows", { method: "POST", body });
    expect(reply.status).toBe(422);
    expect(fieldsOf(reply)).toEqual(["conditions.0.close.spred", "repeats"]);
  });
});

describe("one workflow", () => {
  it("is returned in full, with its version", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    const reply = await harness.send(`/workflows/${workflow.id}`);
    expect(workflowDetailSchema.parse(decodeInstants(reply.json))).toEqual({
      ...workflow,
      as_of: TICK,
      warnings: [],
    });
    expect(reply.headers.get("etag")).toBe('"1"');
  });

  it("is 404 if it does not exist, for every request", async () => {
    for (const id of [randomUUID(), "x", "%00", "%F0%9F%90%91", "x".repeat(3_000)]) {
      expect((await harness.send(`/workflows/${id}`)).status).toBe(404);
    }
  });

  it("is 409 with the reasons if it is damaged", async () => {
    harness.workflowItems.set("b", { ...aWorkflow(), id: "b", name: 3 });
    const reply = await harness.send("/workflows/b");
    expect(reply.status).toBe(409);
    expect(problemOf(reply)).toMatchObject({ type: "urn:bellwether:problem:damaged" });
    expect(problemOf(reply).detail).toContain("name: ");
  });
});

describe("editing a workflow", () => {
  it("sets the fields, raises the version and keeps the last order", async () => {
    const workflow = aWorkflowWithOrder(TICK);
    harness.workflowItems.set(workflow.id, workflow);
    const reply = await put(workflow.id, aDraft({ enable: false }), '"1"');
    expect([reply.status, reply.headers.get("etag")]).toEqual([200, '"2"']);
    expect(reply.json).toMatchObject({ enable: false, version: 2 });
    expect(harness.workflowItems.get(workflow.id)).toMatchObject({
      enable: false,
      last_order: workflow.last_order,
      updated_at: TICK,
    });
  });

  it("accepts the response of GET, including read-only fields", async () => {
    const { id } = await create();
    const { json } = await harness.send(`/workflows/${id}`);
    expect((await put(id, json, '"1"')).status).toBe(200);
  });

  it("requires the version that was read", async () => {
    const { id } = await create();
    const reply = await put(id, aDraft({ enable: false }));
    expect(reply.status).toBe(428);
    expect(fieldsOf(reply)).toEqual(["If-Match"]);
    expect(harness.workflowItems.get(id)).toMatchObject({ enable: true, version: 1 });
  });

  it("reports a concurrent edit with the newer version", async () => {
    const { id } = await create();
    await put(id, aDraft({ enable: false }), '"1"');
    const reply = await put(id, aDraft({ dry_run: true }), 'W/"1"');
    expect(reply.status).toBe(412);
    expect(reply.headers.get("etag")).toBe('"2"');
    expect(problemOf(reply).type).toBe("urn:bellwether:problem:stale-version");
    expect(harness.workflowItems.get(id)).toMatchObject({ enable: false, dry_run: false });
  });

  it.each(["", "one", '"1', "-1", "1.5", '"1", "2"'])("rejects If-Match %s", async (version) => {
    const { id } = await create();
    expect((await put(id, aDraft(), version)).status).toBe(400);
  });

  it("answers 404 for an unknown workflow and 409 for a name that is taken", async () => {
    await create({ name: "Taken" });
    const { id } = await create({ name: "Mine" });
    expect((await put(randomUUID(), aDraft(), '"1"')).status).toBe(404);
    expect((await put(id, aDraft({ name: "taken" }), '"1"')).status).toBe(409);
  });
});

const remove = (id: string, headers = {}) =>
  harness.send(`/workflows/${id}`, { method: "DELETE", headers });

describe("deleting a workflow", () => {
  it("answers 204, and 404 when repeated", async () => {
    const { id } = await create();
    expect((await remove(id)).status).toBe(204);
    expect((await remove(id)).status).toBe(404);
  });

  it("honours If-Match", async () => {
    const { id } = await create();
    expect((await remove(id, { "if-match": '"4"' })).status).toBe(412);
    expect(harness.workflowItems.size).toBe(1);
    expect((await remove(id, { "if-match": '"1"' })).status).toBe(204);
  });

  it("works for a damaged workflow too", async () => {
    harness.workflowItems.set("b", { id: "b" });
    expect((await remove("b")).status).toBe(204);
  });
});
