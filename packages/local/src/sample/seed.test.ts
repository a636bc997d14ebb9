import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
import { aDraft, anOrder, aWorkflow } from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLE_FILE, seedWorkflows } from "./seed.ts";

const bench = () => {
  const items: WorkflowItems = new Map();
  const orders: OrderItems = new Map();
  const seeded = new Set<string | null>();
  const workflows = memoryWorkflowStore(items);
  const deps = {
    workflows,
    projections: memoryProjectionStore({ workflows: items, orders }),
    marketNow: () => 0,
    newId: randomUUID,
    isSeeded: async (fingerprint: string | null) => seeded.has(fingerprint),
    markSeeded: async (fingerprint: string | null) => void seeded.add(fingerprint),
  };
  const stored = async () =>
    (await workflows.scan()).flatMap((one) => (one.kind === "valid" ? [one.value] : []));
  return { workflows, orders, stored, seed: (from: string) => seedWorkflows(deps, from) };
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

  it.each(["a file", "the samples"])("of %s does not bring back what was deleted", async (what) => {
    const { workflows, stored, seed } = bench();
    write(named("one"), named("two"));
    const from = what === "a file" ? file : SAMPLE_FILE;
    const created = await seed(from);
    const [first] = await stored();
    await workflows.delete(first?.id ?? "", null);
    expect(await seed(from)).toBe(0);
    expect(await stored()).toHaveLength(created - 1);
  });

  it("of a file that changed adds what is new in it", async () => {
    const { stored, seed } = bench();
    write(named("one"));
    await seed(file);
    write(named("one"), named("two"));
    expect(await seed(file)).toBe(1);
    expect((await stored()).map(({ name }) => name)).toEqual(["one", "two"]);
  });

  it("gives a workflow that comes back under its id the last order that it still has", async () => {
    const { orders, stored, seed } = bench();
    const order = anOrder({ workflow_id: aWorkflow().id });
    orders.set(order.id, order);
    write(aWorkflow());
    expect(await seed(file)).toBe(1);
    expect(await stored()).toMatchObject([{ last_order: lastOrderOf(order) }]);
  });
});
