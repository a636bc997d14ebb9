import {
  decodeInstants,
  problemSchema,
  workflowListSchema,
  workflowSnoozeSchema,
} from "@bellwether/core/api";
import { toIso } from "@bellwether/core/time";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { aWorkflow, TICK } from "../testing/sample.ts";
import { apiHarness } from "./api-harness.ts";

const workflow = aWorkflow();
const decision = {
  workflow_id: workflow.id,
  outcome: "signal" as const,
  reason: null,
  value: null,
  distance_points: 0,
  range_points: null,
  episode: TICK - 3_600,
  episode_count: 3,
};

describe("a snooze", () => {
  let harness: ReturnType<typeof apiHarness>;
  beforeEach(() => {
    harness = apiHarness();
    harness.workflowItems.set(workflow.id, workflow);
  });
  const snooze = (body: unknown, id = workflow.id) =>
    harness.send(`/workflows/${id}/snooze`, { method: "POST", body });
  const decided = (tick: number, over: Partial<typeof decision> | { episode: null }) =>
    memoryDecisionStore(harness.decidedItems).put({
      schema: 1,
      tick,
      part: 0,
      parts: 1,
      decisions: [{ ...decision, ...over }],
    });
  const shown = async () => {
    const { json } = await harness.send("/workflows");
    return workflowListSchema.parse(decodeInstants(json)).workflows[0]?.snooze;
  };

  it("with an end is shown until then and does not raise the version", async () => {
    const reply = await snooze({ until: toIso(TICK + 7_200) });
    expect(reply.status).toBe(200);
    const set = { snoozed_at: TICK, snoozed_until: TICK + 7_200 };
    const answer = workflowSnoozeSchema.parse(decodeInstants(reply.json));
    expect(answer).toEqual({ workflow_id: workflow.id, snooze: set, as_of: TICK });
    expect(harness.workflowItems.get(workflow.id)).toEqual({ ...workflow, snooze: set });
    expect(await shown()).toEqual(set);
    harness.clock.now += 7_200;
    expect(await shown()).toBeNull();
  });

  it("of an episode is shown until a run decides that the episode has ended", async () => {
    await decided(TICK, {});
    await snooze({ for_episode: true });
    const set = { snoozed_at: TICK, snoozed_until: null };
    expect(await shown()).toEqual(set);
    harness.clock.now += 1_800;
    await decided(harness.clock.now, { episode_count: 4 });
    expect(await shown()).toEqual(set);
    harness.clock.now += 1_800;
    await decided(harness.clock.now, { episode: null });
    expect(await shown()).toBeNull();
  });

  it("of an episode is rejected while none is running", async () => {
    await decided(TICK, { episode: null });
    const reply = await snooze({ for_episode: true });
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors).toMatchObject([{ field: "for_episode" }]);
  });

  it("ends when it is deleted, idempotently", async () => {
    await snooze({ until: toIso(TICK + 7_200) });
    for (let time = 0; time < 2; time += 1) {
      const reply = await harness.send(`/workflows/${workflow.id}/snooze`, { method: "DELETE" });
      expect(reply.status).toBe(204);
      expect(await shown()).toBeNull();
    }
  });

  it("is not affected by an edit that sends it back", async () => {
    await snooze({ until: toIso(TICK + 7_200) });
    const { json } = await harness.send(`/workflows/${workflow.id}`);
    const headers = { "if-match": '"1"' };
    const edit = { method: "PUT", headers, body: json };
    expect((await harness.send(`/workflows/${workflow.id}`, edit)).status).toBe(200);
    expect(harness.workflowItems.get(workflow.id)).toHaveProperty("snooze");
  });

  it.each([
    [{}, "until"],
    [{ until: toIso(TICK + 60), for_episode: true }, "until"],
    [{ until: toIso(TICK) }, "until"],
    [{ until: "tomorrow" }, "until"],
    [{ for_episode: false }, "for_episode"],
    [{ until: toIso(TICK + 60), hours: 2 }, "hours"],
  ])("rejects %j", async (body, field) => {
    const reply = await snooze(body);
    expect(reply.status).toBe(422);
    expect(problemSchema.parse(reply.json).errors).toMatchObject([{ field }]);
  });

  it("requires an existing workflow", async () => {
    const unknownId = "6c1f5b2f-7d1e-4f8c-8b46-1f7f2f7f4b02";
    expect((await snooze({ until: toIso(TICK + 60) }, unknownId)).status).toBe(404);
    const reply = await harness.send(`/workflows/${unknownId}/snooze`, { method: "DELETE" });
    expect(reply.status).toBe(404);
  });
});
