import { orderOf } from "@bellwether/core/order";
import { StoreError } from "@bellwether/core/store";
import { memoryWorkflowStore } from "@bellwether/functions/adapter/memory";
import { aRun, aSignal, aStatus, aWorkflow, operations, TICK } from "@bellwether/functions/testing";
import { afterEach, describe, expect, it } from "vitest";
import { commandHarness, person, runCommandLine } from "./command-harness.ts";

let harness: Awaited<ReturnType<typeof commandHarness>>;
afterEach(() => harness.stop());

describe("status", () => {
  it("exits with 0 when there is no problem", async () => {
    harness = await commandHarness();
    const ended = await harness.run("status");
    expect([ended.code, ended.err]).toEqual([0, ""]);
    expect(ended.out).toContain("simulated (invented prices)");
    expect(ended.out).toMatch(/^2026-11-23 10:01Z +3 +1 +1 +0$/m);
    expect(ended.out).toMatch(/No problems\.\n$/);
  });

  it("exits with 1 and lists the problems", async () => {
    const problems = ["notify has 3 dead letters", "1 run missed within a day"];
    const missed_runs = [{ tick: TICK }];
    harness = await commandHarness({ operations: operations(aStatus({ problems, missed_runs })) });
    const ended = await harness.run("status");
    expect(ended.code).toBe(1);
    expect(ended.out).toContain("! notify has 3 dead letters\n! 1 run missed");
    expect(ended.out).toMatch(/^Missed run +2026-11-23 10:01Z$/m);
  });

  it("prints the API's JSON", async () => {
    harness = await commandHarness();
    const ended = await harness.run("status", "--json");
    expect(JSON.parse(ended.out)).toMatchObject({ as_of: "2026-11-23T10:01:00Z", problems: [] });
  });
});

describe("notify test", () => {
  it("sends a test message to each channel and prints the results", async () => {
    harness = await commandHarness();
    const ended = await harness.run("notify", "test");
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/^slack +sent +1\.1$/m);
  });

  it("exits with 1 when a message was not sent", async () => {
    const testChannel = async (channel: string) =>
      ({ channel, outcome: "failed", detail: "invalid_auth" }) as const;
    harness = await commandHarness({ operations: { ...operations(aStatus()), testChannel } });
    const ended = await harness.run("notify", "test", "--channel", "slack");
    expect([ended.code, ended.out]).toEqual([1, expect.stringContaining("invalid_auth")]);
  });

  it("names a channel that is not configured", async () => {
    harness = await commandHarness();
    const ended = await harness.run("notify", "test", "--channel", "telegram");
    expect([ended.code, ended.err]).toEqual([
      1,
      '"telegram" is not configured here; configured: slack.\n',
    ]);
  });
});

describe("run", () => {
  it("prints the result of the run", async () => {
    harness = await commandHarness();
    const ended = await harness.run("run", "--tick", "2026-11-23T10:01:00Z");
    expect(ended.code).toBe(0);
    expect(ended.out).toContain("Run of 2026-11-23 10:01Z: 3 evaluated, 1 signalled, 1 skipped");
    expect(ended.out).toContain("  1 skipped: market closed\n    A name: Sunday");
  });

  it("exits with 1 when a workflow failed, while paused, and when the tick is too old", async () => {
    const answers = [
      { kind: "completed" as const, run: aRun({ failed: 1 }) },
      { kind: "completed" as const, run: aRun({ paused: true }) },
      { kind: "missed" as const, tick: TICK, late_seconds: 1_800 },
    ];
    const startRun = async () => answers.shift() ?? Promise.reject(new Error("no more"));
    harness = await commandHarness({ operations: { ...operations(aStatus()), startRun } });
    expect((await harness.run("run")).code).toBe(1);
    const paused = await harness.run("run");
    expect([paused.code, paused.out]).toEqual([1, expect.stringContaining("is paused")]);
    const late = await harness.run("run");
    expect([late.code, late.out]).toEqual([1, expect.stringContaining("30 minutes old")]);
  });

  it("suggests a similar name", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflow());
    const ended = await harness.run("run", "--workflow", "50-hour");
    expect(ended.code).toBe(1);
    expect(ended.err).toBe(
      'There is no workflow "50-hour". Did you mean "CAC under its 50-hour average"?\n',
    );
  });
});

describe("pause and resume", () => {
  it("show the user and the time of a pause", async () => {
    harness = await commandHarness();
    expect((await harness.run("pause")).out).toBe(
      "Bellwether is paused, since 2026-11-23 10:01Z by ada.\n",
    );
    expect((await harness.run("resume")).out).toBe(
      "Bellwether runs, since 2026-11-23 10:01Z by ada.\n",
    );
    expect(harness.published).toHaveLength(2);
  });
});

describe("rebuild", () => {
  const order = orderOf(aSignal());

  it("exits with 1 when a check finds a difference, and with 0 after the repair", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflow());
    harness.orderItems.set(order.id, order);
    const found = await harness.run("rebuild", "--check");
    expect([found.code, found.out]).toEqual([
      1,
      "1 workflow, 2 differ from their orders, 0 failed\n" +
        "  CAC under its 50-hour average\n  CAC under its 50-hour average\n",
    ]);
    expect((await harness.run("rebuild")).code).toBe(0);
    const checked = await harness.run("rebuild", "--check", "--json");
    expect([checked.code, JSON.parse(checked.out)]).toEqual([
      0,
      { workflows: 1, differences: [], failed: [] },
    ]);
  });

  it("rebuilds one workflow by its name", async () => {
    harness = await commandHarness();
    harness.workflowItems.set(aWorkflow().id, aWorkflow());
    const ended = await harness.run("rebuild", "--workflow", "cac UNDER its 50-hour average");
    expect([ended.code, ended.out]).toEqual([0, "1 workflow, 0 were corrected, 0 failed\n"]);
  });

  it("reports an unavailable database", async () => {
    const outage = new StoreError("unavailable", "no answer", { retryable: true });
    const scan = () => Promise.reject(outage);
    harness = await commandHarness({ workflows: { ...memoryWorkflowStore(), scan } });
    const ended = await harness.run("rebuild");
    expect([ended.code, ended.err]).toEqual([
      1,
      "The database does not answer. Try again in a moment.\n",
    ]);
  });
});

describe("dlq", () => {
  const queues = [
    { name: "notify", visible: 0, in_flight: 0, delayed: 2, dead_letters: 3 },
    { name: "persist", visible: 0, in_flight: 0, delayed: 0, dead_letters: 0 },
  ];
  const start = () =>
    commandHarness({ operations: operations(aStatus({ queues }), { notify: 3, persist: 0 }) });

  it("lists the queues, shows dead letters with their reason and redrives them", async () => {
    harness = await start();
    expect((await harness.run("dlq", "list")).out).toMatch(/^notify +0 +0 +2 +3$/m);
    expect((await harness.run("dlq", "show", "notify")).out).toContain(
      "0  failed 24 times\n    {}",
    );
    expect((await harness.run("dlq", "redrive", "--all")).out).toBe(
      "notify: 3 dead letters go back to the queue\n",
    );
    expect((await harness.run("dlq", "redrive", "persist")).out).toContain(
      "No dead letters are counted.",
    );
  });

  it("redrives every queue with --all, although SQS has not counted its dead letters yet", async () => {
    const uncounted = queues.map((queue) => ({ ...queue, dead_letters: 0 }));
    harness = await commandHarness({
      operations: operations(aStatus({ queues: uncounted }), { notify: 1, persist: 0 }),
    });
    expect((await harness.run("dlq", "redrive", "--all")).out).toBe(
      "notify: 1 dead letter goes back to the queue\n",
    );
  });

  it("rejects an unknown queue", async () => {
    harness = await start();
    const unknown = await harness.run("dlq", "redrive", "nonsense");
    expect([unknown.code, unknown.err]).toEqual([
      1,
      'There is no queue "nonsense". The queues are notify, persist.\n',
    ]);
    expect((await harness.run("dlq", "redrive")).code).toBe(2);
  });

  it("names the ids that are not dead letters, and exits with 1", async () => {
    harness = await start();
    const ended = await harness.run("dlq", "discard", "notify", "2", "77", "--yes");
    expect([ended.code, ended.out]).toEqual([
      1,
      "notify: 1 discarded\nnotify has no dead letter 77\n",
    ]);
  });

  it("discards the letters that it showed, after a confirmation", async () => {
    harness = await start();
    const variables = { BELLWETHER_URL: harness.url };
    const line = ["dlq", "discard", "notify"];
    expect((await runCommandLine(variables, line)).code).toBe(2);
    const asked: string[] = [];
    expect((await runCommandLine(variables, line, person(asked, false))).code).toBe(1);
    expect((await harness.run("dlq", "show", "notify")).out).toContain("2  failed");
    const one = [...line, "2"];
    expect((await runCommandLine(variables, one, person(asked, true))).out).toBe(
      "notify: 1 discarded\n",
    );
    expect(asked).toEqual(["Discard 3 of notify permanently?", "Discard 1 of notify permanently?"]);
    expect((await harness.run(...line, "--yes")).out).toBe("notify: 2 discarded\n");
    expect((await harness.run(...line, "--yes")).out).toBe("notify has no dead letters.\n");
  });
});
