import { describe, expect, it } from "vitest";
import { aWorkflow } from "../testing/sample.ts";
import { apiHarness, aStatus, operations } from "./api-harness.ts";

const post = (body: unknown = {}) => ({ method: "POST", body });

describe("a manual run", () => {
  it("has the tick of now, or of the given instant", async () => {
    const { send } = apiHarness();
    const now = await send("/runs", post());
    expect(now.json).toMatchObject({ kind: "completed", run: { tick: "2026-11-23T10:01:00Z" } });
    const named = await send("/runs", post({ tick: "2026-11-23T10:31:00+01:00" }));
    expect(named.json).toMatchObject({ run: { tick: "2026-11-23T09:31:00Z" } });
  });

  it("records the caller, and evaluates a single workflow on request", async () => {
    const asked: unknown[] = [];
    const over = { ...operations(aStatus()) };
    const { send, workflowItems } = apiHarness({
      operations: {
        ...over,
        startRun: async (run) => {
          asked.push(run);
          return over.startRun(run);
        },
      },
    });
    workflowItems.set(aWorkflow().id, aWorkflow());
    await send("/runs", post({ workflow_id: aWorkflow().id, by: "ada" }));
    expect(asked).toEqual([
      { tick: 1_795_428_060, workflow_id: aWorkflow().id, execution_context: "cli:ada" },
    ]);
  });

  it("rejects a future or invalid instant and an unknown workflow", async () => {
    const { send } = apiHarness();
    expect((await send("/runs", post({ tick: "2026-11-23T10:01:01Z" }))).status).toBe(422);
    expect((await send("/runs", post({ tick: "tomorrow" }))).status).toBe(422);
    const { status, json } = await send("/runs", post({ tick: "1969-12-31T23:59:59Z" }));
    expect([status, json]).toMatchObject([
      422,
      { errors: [{ field: "tick", reason: "must be from 1970 to 9999" }] },
    ]);
    expect((await send("/runs", post({ workflow_id: aWorkflow().id }))).status).toBe(404);
  });
});

describe("pause and resume", () => {
  it("record the user and the time, and publish each change once", async () => {
    const { send, published } = apiHarness();
    const paused = { paused: true, changed_at: "2026-11-23T10:01:00Z", by: "ada" };
    expect((await send("/pause", post({ by: "ada" }))).json).toEqual(paused);
    expect((await send("/pause", post({ by: "grace" }))).json).toEqual(paused);
    expect((await send("/resume", post({ by: "grace" }))).json).toMatchObject({ paused: false });
    expect(
      published.map(({ type, detail }) => [type, "paused" in detail && detail.paused]),
    ).toEqual([
      ["PauseChanged", true],
      ["PauseChanged", false],
    ]);
  });

  it.each(["a\u001b[2J", "ada\nerror: forged", "\u202eada"])(
    "reject the caller name %j, which holds control characters",
    async (by) => {
      const { send, published, logged } = apiHarness();
      for (const path of ["/pause", "/resume", "/runs"]) {
        const { status, json } = await send(path, post({ by }));
        expect([status, json]).toMatchObject([422, { errors: [{ field: "by" }] }]);
      }
      expect([published, logged]).toEqual([[], []]);
    },
  );

  it("publish nothing for a resume while not paused", async () => {
    const { send, published } = apiHarness();
    expect((await send("/resume", post())).json).toMatchObject({ paused: false });
    expect(published).toEqual([]);
  });
});
