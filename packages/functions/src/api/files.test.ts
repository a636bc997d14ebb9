import { importPreviewSchema, importResultSchema, problemSchema } from "@bellwether/core/api";
import { MarketError } from "@bellwether/core/market";
import { lastOrderOf } from "@bellwether/core/projection";
import { StoreError } from "@bellwether/core/store";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryWorkflowStore } from "../adapter/memory/workflow-store.ts";
import { aDraft, anOrder, aWorkflow, aWorkflowWithOrder, TICK } from "../testing/sample.ts";
import { anInstrument, apiHarness, emptyMarket } from "./api-harness.ts";

let harness: ReturnType<typeof apiHarness>;
beforeEach(() => {
  harness = apiHarness();
});

const entry = (name: string, over = "") => `
- name: ${name}
  index: CAC.I
  cfd: FRA40.I
  enable: true
  ${over}
  conditions:
    - indicator: {name: ma50, ut: h1}
      close: {direction: below, ut: h1, spread: 10}
`;

const send = (body: string) =>
  harness.send("/import", {
    method: "POST",
    headers: { "content-type": "application/yaml" },
    body,
  });
const imported = async (body: string) => importResultSchema.parse((await send(body)).json);
const names = () => [...harness.workflowItems.values()].map(({ name }) => name);

const knowsTheCfd = {
  ...emptyMarket,
  findInstrument: async (code: string) => {
    if (code === "FRA40.I") return anInstrument();
    throw new MarketError("unknown-instrument", `no ${code}`, { retryable: false });
  },
};

describe("an import", () => {
  it("creates new workflows, with defaults for missing fields", async () => {
    const result = await imported(entry("One") + entry("Two", 'end_date: "2026/12/31"'));
    expect(result).toMatchObject({ created: 2, updated: 0, unchanged: 0 });
    const [one, two] = [...harness.workflowItems.values()];
    expect(one).toMatchObject({
      name: "One",
      version: 1,
      created_at: TICK,
      trigger: { location: "lower", order_direction: "sell", quantity: 0.1, offset: 1 },
    });
    expect(two).toMatchObject({ name: "Two", end_date: "2026-12-31" });
  });

  it("is rejected as a whole when is_us contradicts the instrument's session", async () => {
    harness = apiHarness({ market: knowsTheCfd });
    const reply = await send(entry("One") + entry("Two", "is_us: true"));
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors).toEqual([
      {
        workflow: "Two",
        line: 11,
        field: "is_us",
        reason: "FRA40.I trades in European hours: is_us must be false",
      },
    ]);
    expect(names()).toEqual([]);
  });

  it("changes nothing the second time", async () => {
    await imported(entry("One") + entry("Two"));
    const before = [...harness.workflowItems.values()];
    expect(await imported(entry("One") + entry("Two"))).toMatchObject({ unchanged: 2 });
    expect([...harness.workflowItems.values()]).toEqual(before);
  });

  it("edits the workflow of the same name and keeps its last order", async () => {
    const workflow = aWorkflowWithOrder(TICK, { name: "One" });
    harness.workflowItems.set(workflow.id, workflow);
    const result = await imported(entry("ONE", "dry_run: true"));
    expect(result).toMatchObject({ updated: 1, workflows: [{ id: workflow.id, name: "ONE" }] });
    expect(harness.workflowItems.get(workflow.id)).toMatchObject({
      name: "ONE",
      dry_run: true,
      version: 2,
      last_order: workflow.last_order,
    });
  });

  it("previews what it would create, change and keep, and writes nothing", async () => {
    await send(entry("Kept") + entry("Changed"));
    const before = structuredClone([...harness.workflowItems.values()]);
    const file = entry("Kept") + entry("changed", "dry_run: true") + entry("New");
    const headers = { "content-type": "application/yaml" };
    const reply = await harness.send("/import/preview", { method: "POST", headers, body: file });
    const preview = importPreviewSchema.parse(reply.json);
    expect(preview).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
    expect(preview.workflows).toEqual([
      { name: "Kept", line: 2, outcome: "unchanged", changes: [] },
      { name: "changed", line: 11, outcome: "updated", changes: ["name", "dry_run"] },
      { name: "New", line: 20, outcome: "created", changes: [] },
    ]);
    expect([...harness.workflowItems.values()]).toEqual(before);
  });

  it("warns in the preview about instruments that the market does not list", async () => {
    harness = apiHarness({ market: knowsTheCfd });
    const headers = { "content-type": "application/yaml" };
    const body = entry("One");
    const reply = await harness.send("/import/preview", { method: "POST", headers, body });
    expect(importPreviewSchema.parse(reply.json)).toMatchObject({
      warnings: [{ workflow: "One", field: "index", reason: expect.stringContaining("CAC.I") }],
      unchecked_codes: [],
    });
  });

  it("of several conditions without match needs a choice in the query", async () => {
    const condition =
      "{indicator: {name: ma50, ut: h1}, close: {direction: below, ut: h1, spread: 1}}";
    const body = `- {name: w, index: a, cfd: a, enable: true, conditions: [${condition}, ${condition}]}`;
    const headers = { "content-type": "application/yaml" };
    const ask = (path: string) => harness.send(path, { method: "POST", headers, body });
    for (const path of ["/import", "/import/preview"]) {
      const refused = problemSchema.parse((await ask(path)).json);
      expect(refused.errors).toMatchObject([{ workflow: "w", field: "conditions" }]);
      expect((await ask(`${path}?conditions=some`)).status).toBe(400);
      expect((await ask(`${path}?conditions=all`)).status).toBe(200);
    }
    expect([...harness.workflowItems.values()][0]).toMatchObject({ conditions: [{}, {}] });
  });

  it("writes nothing unless every workflow is valid, and reports every error by workflow, field and line", async () => {
    const wrong = entry("Two", "dry_run: maybe").replace("name: ma50", "name: ma51");
    const reply = await send(entry("One") + wrong);
    expect(reply.status).toBe(422);
    const { errors = [] } = problemSchema.parse(reply.json);
    expect(errors.map(({ workflow, field }) => [workflow, field])).toEqual(
      expect.arrayContaining([
        ["Two", "dry_run"],
        ["Two", expect.stringContaining("indicator.name")],
      ]),
    );
    expect(errors.every(({ line = 0 }) => line > 9)).toBe(true);
    expect(harness.workflowItems.size).toBe(0);
  });

  it("rejects a name that the file has twice", async () => {
    const reply = await send(entry("One") + entry("two") + entry("ONE"));
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors).toEqual([
      { workflow: "ONE", line: 20, field: "name", reason: expect.stringContaining("line 2 ") },
    ]);
    expect(harness.workflowItems.size).toBe(0);
  });

  it("does not overwrite a damaged workflow", async () => {
    harness.workflowItems.set("b", { id: "b", name: "One" });
    const reply = await send(entry("Two") + entry("One"));
    expect(reply.status).toBe(422);
    expect(names()).toEqual(["One"]);
  });

  it("reports what was written before a failed write, and completes when repeated", async () => {
    const store = memoryWorkflowStore(harness.workflowItems);
    let room = 2;
    const create: typeof store.create = (workflow) => {
      room -= 1;
      if (room < 0) throw new StoreError("unavailable", "gone", { retryable: true });
      return store.create(workflow);
    };
    const { workflowItems, send } = apiHarness({ workflows: { ...store, create } });
    expect(workflowItems.size).toBe(0);
    const headers = { "content-type": "application/yaml" };
    const file = entry("One") + entry("Two") + entry("Three");
    const stopped = await send("/import", { method: "POST", headers, body: file });
    expect(stopped.status).toBe(503);
    expect(problemSchema.parse(stopped.json).detail).toMatch(/stopped at "Three".*2 were created/);
    expect(names()).toEqual(["One", "Two"]);
    room = 5;
    const rest = await send("/import", { method: "POST", headers, body: file });
    expect(rest.json).toMatchObject({ created: 1, updated: 0, unchanged: 2 });
  });

  it("names a workflow that was edited concurrently and writes the others", async () => {
    const store = memoryWorkflowStore(harness.workflowItems);
    const workflow = aWorkflow({ name: "One" });
    const scan: typeof store.scan = async () => {
      const stored = [{ kind: "valid" as const, value: workflow }];
      harness.workflowItems.set(workflow.id, { ...workflow, version: 2 });
      return stored;
    };
    const { send } = apiHarness({ workflows: { ...store, scan } });
    const headers = { "content-type": "application/yaml" };
    const body = entry("One") + entry("Two");
    const reply = await send("/import", { method: "POST", headers, body });
    expect(reply.status).toBe(409);
    expect(problemSchema.parse(reply.json).detail).toMatch(/stopped at "One".*1 were created/);
    expect(names()).toEqual(["One", "Two"]);
  });

  it("rejects bytes that are not UTF-8 with their line, and stores no damaged name", async () => {
    const utf8 = new TextEncoder().encode(entry("One") + entry("Cass"));
    const end = new TextEncoder().encode(entry("One") + "\n- name: Cass").length;
    const latin1 = Uint8Array.from([...utf8.subarray(0, end), 0xe9, ...utf8.subarray(end)]);
    const reply = await harness.send("/import", {
      method: "POST",
      headers: { "content-type": "application/yaml" },
      body: latin1,
    });
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors).toMatchObject([
      { line: 11, reason: expect.stringContaining("not UTF-8") },
    ]);
    expect(names()).toEqual([]);
  });

  it("rejects workflows that can never signal and warns about those that hardly will", async () => {
    const backwards =
      "trigger: {ut: h1, signal: breakout, location: higher, order_direction: buy, quantity: 1}";
    const refused = await send(entry("One") + entry("Two", backwards));
    expect(refused.status).toBe(422);
    expect(problemSchema.parse(refused.json).errors).toMatchObject([
      { workflow: "Two", field: "trigger.location" },
    ]);
    const { created, warnings } = await imported(entry("One").replace("spread: 10", "spread: 0"));
    expect(created).toBe(1);
    expect(warnings[0]).toMatchObject({ workflow: "One", field: "conditions[0].close.spread" });
  });

  it("warns about instruments that the market does not list, if the market answers", async () => {
    const file = entry("One");
    const headers = { "content-type": "application/yaml" };
    const { send: ask, workflowItems } = apiHarness({ market: knowsTheCfd });
    const { json } = await ask("/import", { method: "POST", headers, body: file });
    expect(importResultSchema.parse(json).warnings).toMatchObject([
      {
        workflow: "One",
        line: 2,
        field: "index",
        reason: expect.stringContaining("does not list CAC.I"),
      },
    ]);
    expect(workflowItems.size).toBe(1);
  });

  it("warns about offsets that put the order beyond what is proposed", async () => {
    const market = {
      ...emptyMarket,
      findInstrument: async (code: string) => anInstrument({ code, tick_size: 0.00000001 }),
      readCandles: async ({ code }: { code: string }) => {
        const close = code === "PEPEUSDT" ? 0.00001 : 8_000;
        return [{ start: TICK - 60, open: close, high: close, low: close, close }];
      },
    };
    harness = apiHarness({ market });
    const file = entry("Usual") + entry("Cheap").replace("FRA40.I", "PEPEUSDT");
    expect((await imported(file)).warnings).toEqual([
      {
        workflow: "Cheap",
        line: 11,
        field: "trigger.offset",
        reason: expect.stringContaining("PEPEUSDT trades at 0.00001"),
      },
    ]);
  });

  describe("of very many instruments", () => {
    const fileOf = (count: number) =>
      Array.from({ length: count }, (_, nth) =>
        entry(`Workflow ${nth}`).replaceAll("CAC.I", `I${nth}`).replaceAll("FRA40.I", `C${nth}`),
      ).join("");
    const importInto = async ({ send: ask }: ReturnType<typeof apiHarness>, file: string) => {
      const headers = { "content-type": "application/yaml" };
      const { json } = await ask("/import", { method: "POST", headers, body: file });
      return importResultSchema.parse(json);
    };
    const unknown = async (code: string): Promise<never> => {
      throw new MarketError("unknown-instrument", code, { retryable: false });
    };

    it("looks up every one of them in the market", async () => {
      const market = { ...emptyMarket, findInstrument: unknown };
      const { warnings } = await importInto(apiHarness({ market }), fileOf(100));
      expect(warnings).toHaveLength(200);
    });

    it("reports how many were not looked up within seconds", async () => {
      let asked = 0;
      const findInstrument = async (code: string) => {
        asked += 1;
        if (asked === 40) slow.clock.now += 60;
        return unknown(code);
      };
      const slow = apiHarness({ market: { ...emptyMarket, findInstrument } });
      const { warnings, created } = await importInto(slow, fileOf(40));
      expect(created).toBe(40);
      expect(warnings).toHaveLength(41);
      expect(warnings.at(-1)?.reason).toContain("40 instruments were not looked up");
    });

    it("reports how many were not looked up because the market is unavailable", async () => {
      const { warnings } = await imported(fileOf(3));
      expect(warnings).toEqual([
        { field: "", reason: expect.stringContaining("6 instruments were not looked up") },
      ]);
    });
  });

  it("takes the channels of a workflow, warns about one that is not configured, and gives them back", async () => {
    const { warnings } = await imported(entry("One", "notify: [slack, telegram]"));
    expect(warnings).toContainEqual({
      workflow: "One",
      line: 2,
      field: "notify",
      reason: "telegram is not configured here",
    });
    expect([...harness.workflowItems.values()]).toMatchObject([{ notify: ["slack", "telegram"] }]);
    const { text } = await harness.send("/export");
    expect(text).toContain("notify:");
    expect((await imported(text)).unchanged).toBe(1);
  });

  it.each([
    ["notify: [telegrm]", "notify[0]", /can be slack, telegram/],
    ["notify: []", "notify", /names no channel/],
    ["notify: slack", "notify", /is not a list/],
  ])("rejects unknown channels: %s", async (line, field, reason) => {
    const reply = await send(entry("One", line));
    expect(problemSchema.parse(reply.json).errors).toMatchObject([
      { workflow: "One", field, reason: expect.stringMatching(reason) },
    ]);
  });

  it("reports errors in the file and conflicts with stored workflows together", async () => {
    harness.workflowItems.set("b", { id: "b", name: "One" });
    const reply = await send(entry("One") + entry("Two", "dry_run: maybe") + entry("Two"));
    expect(
      problemSchema.parse(reply.json).errors?.map(({ workflow, field }) => [workflow, field]),
    ).toEqual([
      ["Two", "dry_run"],
      ["One", "name"],
    ]);
  });

  it("imports a file of many workflows", async () => {
    const many = Array.from({ length: 100 }, (_, nth) => entry(`Workflow ${nth}`)).join("");
    expect(await imported(many)).toMatchObject({ created: 100 });
    expect(harness.workflowItems.size).toBe(100);
  });

  it.each(["[]", "{}"])("of no workflows succeeds (%j)", async (file) => {
    expect((await send(file)).status).toBe(200);
  });

  it.each(["", "just words", "- 1\n- 2", "a: b", "- {", "\t- x"])("rejects %j", async (file) => {
    const reply = await send(file);
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors?.length).toBeGreaterThan(0);
  });
});

describe("an export", () => {
  it("can be imported again", async () => {
    const workflow = aWorkflowWithOrder(TICK, { name: 'quoted "name": yes' });
    harness.workflowItems.set(workflow.id, workflow);
    const reply = await harness.send("/export");
    expect(reply.headers.get("content-type")).toBe("application/yaml");
    expect(reply.headers.get("content-disposition")).toContain("workflows.yml");
    expect(await imported(reply.text)).toMatchObject({ unchanged: 1, created: 0 });
    harness.workflowItems.clear();
    expect(await imported(reply.text)).toMatchObject({ created: 1 });
    expect(harness.workflowItems.get(workflow.id)).toMatchObject({
      ...aDraft({ name: workflow.name }),
      id: workflow.id,
    });
  });

  it("restores a deleted workflow with the last order that is still stored", async () => {
    const workflow = aWorkflow();
    const order = anOrder({ workflow_id: workflow.id });
    harness.workflowItems.set(workflow.id, workflow);
    harness.orderItems.set(order.id, order);
    const { text } = await harness.send("/export");
    harness.workflowItems.clear();
    await imported(text);
    expect(harness.workflowItems.get(workflow.id)).toMatchObject({
      last_order: lastOrderOf(order),
    });
  });

  it("omits damaged workflows and reports them", async () => {
    harness.workflowItems.set("b", { ...aWorkflow(), id: "b", name: "Broken\n- name: x" });
    const reply = await harness.send("/export");
    expect(reply.text).toContain('# omitted, damaged: "Broken\\n- name: x"');
    expect(await imported(reply.text)).toMatchObject({ created: 0 });
  });
});
