import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { StoreError } from "@bellwether/core/store";
import { UNPRINTABLE } from "@bellwether/core/text";
import { formatWorkflowFile } from "@bellwether/core/workflow";
import { memoryWorkflowStore } from "@bellwether/functions/adapter/memory";
import {
  aDraft,
  anInstrument,
  aWorkflow,
  aWorkflowWithOrder,
  emptyMarket,
  TICK,
} from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandHarness, person, runCommandLine } from "./command-harness.ts";

let harness: Awaited<ReturnType<typeof commandHarness>>;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "bellwether-command-"));
});
afterEach(async () => {
  await harness.stop();
  await rm(folder, { recursive: true });
});

const NAME = aWorkflow().name;

async function file(name: string, text: string): Promise<string> {
  const full = path.join(folder, name);
  await writeFile(full, text);
  return full;
}

const many = (count: number) =>
  formatWorkflowFile(Array.from({ length: count }, (_, n) => aDraft({ name: `workflow ${n}` })));

describe("workflows list", () => {
  it("shows each workflow with its last order, including a broken one, within 80 columns", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflowWithOrder(TICK));
    harness.workflowItems.set("b", { id: "b", name: "Broken", index: 7 });
    const ended = await harness.screen(80, "workflows", "list");
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/^CAC under.+ma50 h1 +on +2026-11-23 10:01Z +SELL +7983.00$/m);
    expect(ended.out).toMatch(/^Broken +broken$/m);
    expect(ended.out).toMatch(/^broken: Broken: index: /m);
  });

  it("shows the state of a workflow after its last day", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflow({ end_date: "2026-11-22" }));
    expect((await harness.run("workflows", "list")).out).toMatch(/ma50 h1 +expired *$/m);
    const line = ["workflows", "asset", "--code", "CAC.I", "--country-code", ""];
    expect((await harness.run(...line)).out).toMatch(/ expired *$/m);
    harness.workflowItems.set(aWorkflow().id, aWorkflow({ end_date: "2026-11-23" }));
    expect((await harness.run("workflows", "list")).out).toMatch(/ma50 h1 +on *$/m);
  });
});

describe("a name with control characters", () => {
  it("is shown on one line, and escaped in JSON", async () => {
    harness = await commandHarness();
    harness.workflowItems.set("b", { id: "b", name: "a\u001b[2J\u009b2J\nerror: forged\u202e" });
    for (const flags of [[], ["--json"]]) {
      const { out } = await harness.run("workflows", "list", ...flags);
      expect(out.replaceAll("\n", "")).not.toMatch(UNPRINTABLE);
      expect(out).not.toMatch(/^error: forged/m);
    }
  });

  it("is shown on one line in the errors of a rejected file", async () => {
    harness = await commandHarness();
    const hostile = JSON.stringify("a\u001b[2J\nerror: forged");
    const yaml = await file("hostile.yml", many(1).replace('"workflow 0"', hostile));
    const { code, out } = await harness.run("workflows", "import", yaml);
    expect([code, out.split("\n").length]).toEqual([1, 3]);
    expect(out).toContain("U+001B");
    expect(out.replaceAll("\n", "")).not.toMatch(UNPRINTABLE);
  });
});

describe("a list that is not printed to a terminal", () => {
  it("has complete names", async () => {
    harness = await commandHarness();
    const name = "x".repeat(200);
    harness.workflowItems.set(aWorkflow().id, aWorkflow({ name }));
    expect((await harness.run("workflows", "list")).out).toContain(name);
    expect((await harness.screen(80, "workflows", "list")).out).not.toContain(name);
  });
});

describe("workflows show", () => {
  it("reports why a workflow can never signal", async () => {
    harness = await commandHarness();
    const { trigger } = aWorkflow();
    const workflow = aWorkflow({ trigger: { ...trigger, location: "higher" } });
    harness.workflowItems.set(workflow.id, workflow);
    expect((await harness.run("workflows", "show", NAME)).out).toContain(
      "# warning: trigger.location: a condition that looks below needs a trigger that is lower",
    );
  });
});

describe("workflows import", () => {
  it("creates new workflows and changes nothing the second time", async () => {
    harness = await commandHarness();
    const yaml = await file("all.yml", many(150));
    expect((await harness.run("workflows", "import", yaml)).out).toContain(
      "150 created, 0 updated, 0 unchanged\n",
    );
    const again = await harness.run("workflows", "import", yaml);
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringContaining("0 created, 0 updated, 150 unchanged\n"),
    ]);
    expect(again.err).toContain("Importing 100% 150 of 150");
    const quiet = await harness.run("workflows", "import", yaml, "--json");
    expect([JSON.parse(quiet.out), quiet.err]).toMatchObject([{ unchanged: 150 }, ""]);
  });

  it("reports every error with file, line, workflow and field and writes nothing", async () => {
    harness = await commandHarness();
    const text = many(3).replace("spread: 10", "spread: ten").replace('"ma50"', '"ma51"');
    const yaml = await file("bad.yml", text);
    const ended = await harness.run("workflows", "import", yaml);
    expect(ended.code).toBe(1);
    expect(ended.out.split("\n")).toEqual([
      expect.stringMatching(
        /bad\.yml:10: "workflow 0", conditions\[0\]\.indicator\.name: is "ma51"/,
      ),
      expect.stringMatching(/bad\.yml:15: "workflow 0", conditions\[0\]\.close\.spread: /),
      "2 errors: nothing was imported.",
      "",
    ]);
    expect(harness.workflowItems.size).toBe(0);
  });

  it("rejects a name that occurs twice, even far apart", async () => {
    harness = await commandHarness();
    const text = many(150).replace('"workflow 149"', '"WORKFLOW 3"');
    const ended = await harness.run("workflows", "import", await file("twice.yml", text));
    expect([ended.code, harness.workflowItems.size]).toEqual([1, 0]);
    expect(ended.out).toContain('"WORKFLOW 3", name: the workflow of line');
  });

  it("writes nothing when a stored workflow of the same name is damaged", async () => {
    harness = await commandHarness();
    harness.workflowItems.set("b", { id: "b", name: "workflow 149" });
    const ended = await harness.run("workflows", "import", await file("all.yml", many(150)));
    expect([ended.code, harness.workflowItems.size]).toEqual([1, 1]);
    expect(ended.out).toContain("damaged: repair or delete it first");
  });

  it("reports what was written when it is interrupted, and completes when repeated", async () => {
    const store = memoryWorkflowStore();
    let isDown = true;
    const create: typeof store.create = async (workflow) => {
      if (isDown && workflow.name === "workflow 520") {
        throw new StoreError("unavailable", "gone", { retryable: true });
      }
      return store.create(workflow);
    };
    harness = await commandHarness({ workflows: { ...store, create } });
    const yaml = await file("all.yml", many(600));
    const cut = await harness.run("workflows", "import", yaml);
    expect(cut.code).toBe(1);
    expect(cut.err).toContain('The import stopped at "workflow 520"');
    expect(cut.err).toContain("99 were created");
    expect(cut.err).toContain("Other parts of the file were imported: 500 were created");
    isDown = false;
    expect((await harness.run("workflows", "import", yaml)).out).toContain(
      "1 created, 0 updated, 599 unchanged\n",
    );
  });

  it("writes nothing of a large file when the market contradicts a workflow in its last part", async () => {
    const market = {
      ...emptyMarket,
      findInstrument: async (code: string) => anInstrument({ code, market: "eu" }),
    };
    harness = await commandHarness({ market });
    const parts = many(600).split("is_us: false");
    const changed = `${parts.slice(0, -1).join("is_us: false")}is_us: true${parts.at(-1)}`;
    const ended = await harness.run("workflows", "import", await file("all.yml", changed));
    expect([ended.code, harness.workflowItems.size]).toEqual([1, 0]);
    expect(ended.out).toMatch(/all\.yml:\d+: "workflow 599", is_us: .* must be false/);
    expect(ended.out).toContain("1 error: nothing was imported.");
  });

  it("shows the server's warnings once, with their lines", async () => {
    harness = await commandHarness();
    const text = many(2).replace(/^- /m, "- notify: [telegram]\n  ");
    const { code, out } = await harness.run("workflows", "import", await file("two.yml", text));
    expect(code).toBe(0);
    expect(out.match(/telegram is not configured here/g)).toHaveLength(1);
    expect(out).toMatch(/^warning: .*two\.yml:\d+: "workflow 0", notify: telegram/m);
  });

  it("reports a file that cannot be read", async () => {
    harness = await commandHarness();
    const ended = await harness.run("workflows", "import", path.join(folder, "none.yml"));
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining("cannot be read")]);
  });
});

describe("the samples", () => {
  it("of a file with several conditions requires a choice and lists the options", async () => {
    harness = await commandHarness();
    const [condition] = aDraft().conditions;
    const draft = aDraft({ conditions: [condition, condition] });
    const silent = formatWorkflowFile([draft]).replace(/^ *match: .*$/m, "");
    const yaml = await file("two.yml", silent);
    const ended = await harness.run("workflows", "import", yaml);
    expect(ended.code).toBe(1);
    expect(ended.out).toContain(`"${draft.name}", conditions: are 2`);
    expect(harness.workflowItems.size).toBe(0);
    const first = await harness.run("workflows", "import", yaml, "--conditions", "first");
    expect(first.out).toContain("only the first is imported");
    const stored = () => [...harness.workflowItems.values()][0];
    expect(stored()).toMatchObject({ match: "all", conditions: [{}] });
    await harness.run("workflows", "import", yaml, "--conditions", "all");
    expect(stored()).toMatchObject({ match: "all", conditions: [{}, {}] });
  });

  it.each(["simulated", "binance"])("of %s can be imported", async (market) => {
    harness = await commandHarness();
    const ended = await harness.run("workflows", "import", "--sample", market);
    expect([ended.code, ended.out]).toEqual([0, expect.stringMatching(/^\d+ created, 0 updated/m)]);
    expect((await harness.run("workflows", "import")).code).toBe(2);
  });
});

describe("workflows export", () => {
  it("can be imported again", async () => {
    harness = await commandHarness();
    await harness.run("workflows", "import", await file("all.yml", many(3)));
    const output = path.join(folder, "out.yml");
    expect((await harness.run("workflows", "export", "--output", output)).code).toBe(0);
    expect((await harness.run("workflows", "import", output)).out).toContain(
      "0 created, 0 updated, 3 unchanged\n",
    );
    expect((await harness.run("workflows", "export")).out).toBe(await readFile(output, "utf8"));
  });
});

describe("editing by name", () => {
  it("disables and enables without changing the last order", async () => {
    harness = await commandHarness();
    const { id } = aWorkflow();
    harness.workflowItems.set(id, aWorkflowWithOrder(TICK));
    expect((await harness.run("workflows", "disable", NAME)).out).toBe(`${NAME}: disabled\n`);
    expect(harness.workflowItems.get(id)).toMatchObject({
      enable: false,
      version: 2,
      last_order: { placed_at: TICK },
    });
    await harness.run("workflows", "enable", NAME);
    await harness.run("workflows", "enable", NAME);
    expect(harness.workflowItems.get(id)).toMatchObject({ enable: true, version: 3 });
  });

  it("changes nothing when one of several names is unknown", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflow());
    expect((await harness.run("workflows", "disable", NAME, "other")).code).toBe(1);
    expect(harness.workflowItems.get(aWorkflow().id)).toMatchObject({ enable: true });
  });

  it("deletes only after a confirmation", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflow());
    const variables = { BELLWETHER_URL: harness.url };
    const line = ["workflows", "delete", NAME];
    expect((await runCommandLine(variables, line)).code).toBe(2);
    const asked: string[] = [];
    expect((await runCommandLine(variables, line, person(asked, false))).code).toBe(1);
    expect(asked).toEqual([`Delete "${NAME}"?`]);
    expect(harness.workflowItems.size).toBe(1);
    expect((await runCommandLine(variables, line, person(asked, true))).code).toBe(0);
    expect(harness.workflowItems.size).toBe(0);
  });

  it("shows a workflow as a workflow file", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflowWithOrder(TICK));
    const shown = await harness.run("workflows", "show", NAME);
    expect(shown.out).toContain(`  name: "${NAME}"\n`);
    expect(shown.out).toContain("last order: 2026-11-23 10:01Z SELL 0.5 FRA40.I at 7983.00");
  });

  it("calls an order without a quantity an alert everywhere", async () => {
    harness = await commandHarness();
    const workflow = aWorkflowWithOrder(TICK);
    const last_order = workflow.last_order && { ...workflow.last_order, order_quantity: 0 };
    harness.workflowItems.set(workflow.id, { ...workflow, last_order });
    expect((await harness.run("workflows", "show", NAME)).out).toContain("SELL alert only FRA40.I");
    expect((await harness.run("orders")).out).toMatch(/SELL +alert only +FRA40\.I/);
  });
});
