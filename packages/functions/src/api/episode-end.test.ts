import { lastOrderOf } from "@bellwether/core/projection";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { beforeEach, describe, expect, it } from "vitest";
import { aDraft, anOrder, aWorkflow, TICK } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

const episode = TICK - 3_600;
const order = anOrder({ placed_at: TICK, episode, episode_count: 3 });
const workflow = aWorkflow({ last_order: lastOrderOf(order) });
const AT = `/workflows/${workflow.id}`;

describe("the episode of a workflow", () => {
  let harness: ReturnType<typeof apiHarness>;
  beforeEach(() => {
    harness = apiHarness();
    harness.workflowItems.set(workflow.id, workflow);
    harness.clock.now = TICK + 300;
  });
  const edit = async (over: Partial<WorkflowDraft>) => {
    return harness.send(AT, {
      method: "PUT",
      headers: { "if-match": '"1"' },
      body: aDraft(over),
    });
  };
  const ended = (reason: string) => ({
    type: "EpisodeEnded",
    detail: {
      schema: 1,
      workflow_id: workflow.id,
      episode,
      episode_count: 3,
      tick: TICK + 300,
      reason,
    },
  });

  it("ends when the workflow is deleted", async () => {
    expect((await harness.send(AT, { method: "DELETE" })).status).toBe(204);
    expect(harness.published).toEqual([ended("deleted")]);
  });

  it("ends when the workflow is disabled", async () => {
    expect((await edit({ enable: false })).status).toBe(200);
    expect(harness.published).toEqual([ended("disabled")]);
  });

  it("does not end when the deletion is rejected, or when the workflow has no order", async () => {
    const stale = { method: "DELETE", headers: { "if-match": '"7"' } };
    expect((await harness.send(AT, stale)).status).toBe(412);
    harness.workflowItems.set(workflow.id, aWorkflow());
    expect((await harness.send(AT, { method: "DELETE" })).status).toBe(204);
    expect(harness.published).toEqual([]);
  });

  it("does not keep a workflow from being deleted while the bus does not answer", async () => {
    harness = apiHarness({ publish: () => Promise.reject(new Error("the bus is down")) });
    harness.workflowItems.set(workflow.id, workflow);
    expect((await harness.send(AT, { method: "DELETE" })).status).toBe(204);
    expect(harness.workflowItems.size).toBe(0);
    expect(harness.logged).toMatchObject([
      { message: "workflow deleted" },
      { message: "the end of an episode was not published" },
    ]);
  });
});
