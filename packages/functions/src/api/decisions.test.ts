import { decodeInstants, runDecisionsSchema } from "@bellwether/core/api";
import type { WorkflowDecision } from "@bellwether/core/signal";
import { toIso } from "@bellwether/core/time";
import { expect, it } from "vitest";
import { aWorkflow, TICK } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

const GONE = "00000000-0000-4000-8000-00000000dead";

const decided = (workflow_id: string, outcome: WorkflowDecision["outcome"]): WorkflowDecision => ({
  workflow_id,
  outcome,
  reason: outcome === "failed" ? "the evaluation failed" : null,
  value: 1,
  distance_points: 2,
  range_points: 3,
  episode: null,
  episode_count: 0,
});

it("the decisions of a run have failures first and mark deleted workflows", async () => {
  const workflow = aWorkflow();
  const found = [decided(GONE, "no_signal"), decided(workflow.id, "failed")];
  const harness = apiHarness({
    decisions: { read: async (tick) => (tick === TICK ? found : []), newest: async () => null },
  });
  harness.workflowItems.set(workflow.id, workflow);
  const reply = await harness.send(`/decisions/${toIso(TICK)}`);
  const { decisions, total, tick } = runDecisionsSchema.parse(decodeInstants(reply.json));
  expect([tick, total]).toEqual([TICK, 2]);
  expect(decisions.map((each) => [each.workflow_name, each.outcome])).toEqual([
    [workflow.name, "failed"],
    [null, "no_signal"],
  ]);
});

it("the decisions of a run of thousands of workflows are limited", async () => {
  const found = Array.from({ length: 5_000 }, () => decided(GONE, "no_signal"));
  const harness = apiHarness({ decisions: { read: async () => found, newest: async () => null } });
  const reply = await harness.send(`/decisions/${toIso(TICK)}`);
  const { decisions, total } = runDecisionsSchema.parse(decodeInstants(reply.json));
  expect([decisions.length, total]).toEqual([200, 5_000]);
});

it("the decisions of an unknown run are answered with 404, of an invalid instant with 400", async () => {
  const harness = apiHarness({ decisions: { read: async () => [], newest: async () => null } });
  expect((await harness.send(`/decisions/${toIso(TICK)}`)).status).toBe(404);
  const invalid = await harness.send("/decisions/yesterday");
  expect([invalid.status, invalid.text]).toEqual([400, expect.stringContaining("tick: must be")]);
});
