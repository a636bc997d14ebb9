import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { lastOrderOf } from "@bellwether/core/projection";
import { formatWorkflowFile } from "@bellwether/core/workflow";
import {
  memoryProjectionStore,
  memoryWorkflowStore,
  type OrderItems,
  type WorkflowItems,
} from "@bellwether/functions/adapter/memory";
import { checkFile } from "@bellwether/functions/handler";
import { aDraft, anOrder, aWorkflow } from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLE_FILE, seedWorkflows } from "./seed.ts";

const harness = () => {
  const items: WorkflowItems = new Map();
  const orders: OrderItems = new Map();
  const seeded = new Set<string | null>();
  const workflows = memoryWorkflowStore(items);
  const deps = {
    workflows,
    projections: memoryProjectionStore({ workflows: items, orders, signals: new Map() }),
    marketNow: () => 0,
    newId: randomUUID,
    checkFile: async (bytes: Uint8Array) => checkFile(bytes),
    isSeeded: async (fingerprint: string | null) => seeded.has(fingerprint),
    markSeeded: async (fingerprint: string | null) => void seeded.add(fingerprint),
  };
  const stored = async () =>
    (await workflows.scan()).flatMap((one) => (one.kind === "valid" ? [one.value] : []));
  const seed = (from: string, takesFile = false) => seedWorkflows(deps, from, { takesFile });
  return { workflows, orders, stored, seed };
};

const named = (name: string) => aDraft({ name });

describe("seeding", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "bellwether-seed-"));
    file = path.join(folder, "workflows.yml");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (...workflows: Parameters<typeof formatWorkflowFile>[0]) =>
    writeFileSync(file, formatWorkflowFile(workflows));

  it.each(["a file", "the samples"])("of %s does not restore deleted workflows", async (what) => {
    const { workflows, stored, seed } = harness();
    write(named("one"), named("two"));
    const from = what === "a file" ? file : SAMPLE_FILE;
    const { created } = await seed(from);
    const [first] = await stored();
    await workflows.delete(first?.id ?? "", null);
    expect(await seed(from)).toMatchObject({ created: 0, differing: [] });
    expect(await stored()).toHaveLength(created - 1);
  });

  it("of a changed file adds new workflows", async () => {
    const { stored, seed } = harness();
    write(named("one"));
    await seed(file);
    write(named("one"), named("two"));
    expect(await seed(file)).toMatchObject({ created: 1 });
    expect((await stored()).map(({ name }) => name)).toEqual(["one", "two"]);
  });

  const edited = { ...named("one"), is_us: true };

  it("of an edited file keeps the stored workflows at a live start, and names those that differ from the file", async () => {
    const { stored, seed } = harness();
    write(named("one"), named("two"));
    await seed(file);
    write(edited, named("two"));
    expect(await seed(file)).toMatchObject({ updated: 0, differing: ["one"] });
    expect(await seed(file)).toMatchObject({ updated: 0, differing: ["one"] });
    expect((await stored()).map(({ is_us }) => is_us)).toEqual([false, false]);
  });

  it("of an edited file updates the workflows for a replay", async () => {
    const { stored, seed } = harness();
    write(named("one"), named("two"));
    await seed(file, true);
    write(edited, named("two"));
    expect(await seed(file, true)).toMatchObject({ created: 0, updated: 1, differing: [] });
    expect((await stored()).map(({ name, is_us }) => [name, is_us])).toEqual([
      ["one", true],
      ["two", false],
    ]);
  });

  it("of a file that is not UTF-8 names the line and stores nothing", async () => {
    const { stored, seed } = harness();
    write(named("Cass"));
    const [before = "", after = ""] = readFileSync(file, "utf8").split("Cass");
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${before}Cass`), Buffer.from([0xe9]), Buffer.from(after)]),
    );
    await expect(seed(file)).rejects.toThrow(/line 1, \(file\): has bytes that are not UTF-8/);
    expect(await stored()).toEqual([]);
  });

  it("restores a workflow under its id with the last order that is still stored", async () => {
    const { orders, stored, seed } = harness();
    const order = anOrder({ workflow_id: aWorkflow().id });
    orders.set(order.id, order);
    write(aWorkflow());
    expect(await seed(file)).toMatchObject({ created: 1 });
    expect(await stored()).toMatchObject([{ last_order: lastOrderOf(order) }]);
  });
});
