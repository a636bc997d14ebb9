import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { formatWorkflowFile } from "@bellwether/core/workflow/export";
import { memoryWorkflowStore } from "@bellwether/functions/adapter/memory/workflow-store";
import { aDraft } from "@bellwether/functions/contract/sample";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLE_FILE, seedWorkflows } from "./seed.ts";

describe("seeding", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "bellwether-seed-"));
    file = path.join(folder, "workflows.yml");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const seeded = new Set<string | null>();
  beforeEach(() => seeded.clear());
  const bench = () => {
    const workflows = memoryWorkflowStore();
    const deps = {
      workflows,
      marketNow: () => 0,
      newId: randomUUID,
      isSeeded: async (fingerprint: string | null) => seeded.has(fingerprint),
      markSeeded: async (fingerprint: string | null) => void seeded.add(fingerprint),
    };
    const stored = async () =>
      (await workflows.scan()).flatMap((one) => (one.kind === "valid" ? [one.value] : []));
    return { workflows, stored, seed: (from: string) => seedWorkflows(deps, from) };
  };
  const write = (...names: string[]) =>
    writeFileSync(file, formatWorkflowFile(names.map((name) => aDraft({ name }))));

  it.each(["a file", "the samples"])("of %s does not bring back what was deleted", async (what) => {
    const { workflows, stored, seed } = bench();
    write("one", "two");
    const from = what === "a file" ? file : SAMPLE_FILE;
    const created = await seed(from);
    const [first] = await stored();
    await workflows.delete(first?.id ?? "", null);
    expect(await seed(from)).toBe(0);
    expect(await stored()).toHaveLength(created - 1);
  });

  it("of a file that changed adds what is new in it", async () => {
    const { stored, seed } = bench();
    write("one");
    await seed(file);
    write("one", "two");
    expect(await seed(file)).toBe(1);
    expect((await stored()).map(({ name }) => name)).toEqual(["one", "two"]);
  });
});
