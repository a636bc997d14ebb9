import { lastOrderOf } from "@bellwether/core/projection";
import { formatWorkflowFile, type WorkflowDraft } from "@bellwether/core/workflow";
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

  it("ends when an import disables the workflow", async () => {
    const body = formatWorkflowFile([{ ...workflow, enable: false }]);
    const headers = { "content-type": "application/yaml" };
    const reply = await harness.send("/import", { method: "POST", headers, body });
    expect(reply.json).toMatchObject({ updated: 1 });
    expect(harness.published).toEqual([ended("disabled")]);
  });

  it("ends when the workflow gets an end date that has passed", async () => {
    expect((await edit({ end_date: "2020-01-01" })).status).toBe(200);
    expect(harness.published).toEqual([ended("expired")]);
  });

  it("does not end a second time when a disabled workflow is edited", async () => {
    harness.workflowItems.set(workflow.id, { ...workflow, enable: false });
    expect((await edit({ enable: false, name: "renamed" })).status).toBe(200);
    expect(harness.published).toEqual([]);
  });

  it("is left to the next run while the bus does not answer", async () => {
    harness = apiHarness({ publish: () => Promise.reject(new Error("the bus is down")) });
    harness.workflowItems.set(workflow.id, workflow);
    harness.clock.now = TICK + 300;
    expect((await harness.send(AT, { method: "DELETE" })).status).toBe(204);
    expect(harness.workflowItems.size).toBe(0);
    const { schema: _, tick: at, ...noted } = ended("deleted").detail;
    expect([...harness.cutItems.values()]).toEqual([{ ...noted, version: 1, at }]);
    expect(harness.logged).toMatchObject([
      { message: "the end of an episode is left to the next run" },
      { message: "workflow deleted" },
    ]);
  });

  it("has no note of a write that is refused", async () => {
    const stale = { method: "DELETE", headers: { "if-match": '"7"' } };
    await harness.send(AT, stale);
    expect([...harness.cutItems.values()]).toEqual([]);
  });
});
