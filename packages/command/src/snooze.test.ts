import { aWorkflow, TICK } from "@bellwether/functions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandHarness } from "./command-harness.ts";

const workflow = aWorkflow();

describe("workflows snooze", () => {
  let harness: Awaited<ReturnType<typeof commandHarness>>;
  beforeEach(async () => {
    harness = await commandHarness();
    harness.workflowItems.set(workflow.id, workflow);
  });
  afterEach(() => harness.stop());

  it("takes a duration by the market's clock, an instant, or the episode", async () => {
    const snoozed = async (...options: string[]) =>
      (await harness.run("workflows", "snooze", workflow.name, ...options)).out;
    const { name } = workflow;
    expect(await snoozed("--for", "2h")).toBe(`${name}: snoozed until 2026-11-23 12:01Z\n`);
    expect(await snoozed("--for", "90m")).toBe(`${name}: snoozed until 2026-11-23 11:31Z\n`);
    expect(await snoozed("--until", "2026-11-24T09:00:00+01:00")).toBe(
      `${name}: snoozed until 2026-11-24 08:00Z\n`,
    );
    expect(await snoozed("--episode")).toBe(`${name}: snoozed for this episode\n`);
    expect(harness.workflowItems.get(workflow.id)).toMatchObject({
      version: 1,
      snooze: { snoozed_at: TICK, snoozed_until: null },
    });
  });

  it("is shown by list and show until unsnooze", async () => {
    await harness.run("workflows", "snooze", workflow.name, "--for", "3d");
    expect((await harness.run("workflows", "list")).out).toMatch(/ snoozed$/m);
    const shown = () => harness.run("workflows", "show", workflow.name);
    expect((await shown()).out).toContain("# snoozed until 2026-11-26 10:01Z\n");
    await harness.run("workflows", "snooze", workflow.name, "--episode");
    expect((await shown()).out).toContain("# snoozed for this episode\n");
    expect((await harness.run("workflows", "unsnooze", workflow.name)).out).toBe(
      `${workflow.name}: announced again\n`,
    );
    expect((await harness.run("workflows", "list")).out).not.toMatch(/snoozed/);
    expect((await shown()).out).not.toContain("snoozed");
  });

  it.each([
    [[], 2, "Specify how long"],
    [["--for", "2"], 2, "such as 90m, 2h or 3d"],
    [["--for", "0h"], 2, "such as 90m, 2h or 3d"],
    [["--for", "2h", "--episode"], 2, "cannot be used with"],
    [["--until", "2026-11-23T10:01:00Z"], 1, "until: must be in the future"],
  ])("rejects %j", async (options, code, reason) => {
    const ended = await harness.run("workflows", "snooze", workflow.name, ...options);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(reason);
    expect(harness.workflowItems.get(workflow.id)).not.toHaveProperty("snooze");
  });
});
