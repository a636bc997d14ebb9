import { problemSchema } from "@bellwether/core/api";
import { StoreError } from "@bellwether/core/store";
import { describe, expect, it } from "vitest";
import { memoryWorkflowStore } from "../adapter/memory/workflow-store.ts";
import { aDraft, aWorkflow } from "../testing/sample.ts";
import { apiHarness, aStatus, operations } from "./api-harness.ts";

const rejecting = (error: Error) => async () => {
  throw error;
};

describe("the API", () => {
  it("answers an unknown path with a problem", async () => {
    const { send } = apiHarness();
    const reply = await send("/workflow");
    expect(reply.status).toBe(404);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(problemSchema.parse(reply.json).title).toBe("Not found");
  });

  it("lists the allowed methods when one is not allowed", async () => {
    const { send } = apiHarness();
    const reply = await send("/workflows/x", { method: "PATCH", body: {} });
    expect(reply.status).toBe(405);
    expect(reply.headers.get("allow")?.split(", ").toSorted()).toEqual([
      "DELETE",
      "GET",
      "HEAD",
      "PUT",
    ]);
    expect(problemSchema.parse(reply.json).status).toBe(405);
  });

  it("rejects a body that is too large, and accepts a larger workflow file", async () => {
    const { send, workflowItems } = apiHarness();
    const large = { ...aDraft(), index: "x".repeat(256 * 1_024) };
    const refused = await send("/workflows", { method: "POST", body: large });
    expect(refused.status).toBe(413);
    expect(problemSchema.parse(refused.json).detail).toContain("256 KB");
    const yaml = { "content-type": "application/yaml" };
    const file = `#${"x".repeat(300 * 1_024)}\n[]`;
    expect((await send("/import", { method: "POST", headers: yaml, body: file })).status).toBe(200);
    expect(workflowItems.size).toBe(0);
  });

  it("names the accepted media type", async () => {
    const { send } = apiHarness();
    const headers = { "content-type": "text/html" };
    const reply = await send("/workflows", { method: "POST", headers, body: aDraft() });
    expect(reply.status).toBe(415);
    expect(problemSchema.parse(reply.json).errors?.[0]?.field).toBe("Content-Type");
  });

  it("rejects a body that is not UTF-8 and names the line", async () => {
    const { send, workflowItems } = apiHarness();
    const text = new TextEncoder().encode(JSON.stringify(aDraft({ name: "Cass" }), null, 1));
    const at = text.indexOf(0x73) + 2;
    const body = Uint8Array.from([...text.subarray(0, at), 0xe9, ...text.subarray(at)]);
    const reply = await send("/workflows", { method: "POST", body });
    expect(reply.status).toBe(400);
    expect(reply.text).toContain("line 2 of the body is not UTF-8");
    expect(workflowItems.size).toBe(0);
  });

  it("rejects a parameter that the address does not have, and names it", async () => {
    const { send } = apiHarness();
    const reply = await send("/workflows?fields=name");
    expect(reply.status).toBe(400);
    expect(problemSchema.parse(reply.json).errors).toEqual([
      { field: "fields", reason: "is not a parameter of this address" },
    ]);
    expect((await send("/health?probe=1")).status).toBe(200);
  });

  it("rejects a body that is not JSON", async () => {
    const { send } = apiHarness();
    const reply = await send("/workflows", { method: "POST", body: '{"name": ' });
    expect(reply.status).toBe(400);
    expect(problemSchema.parse(reply.json).detail).toContain("not JSON");
  });

  it("reports an unavailable database with a Retry-After header", async () => {
    const cause = new Error("socket hang up");
    const scan = rejecting(new StoreError("unavailable", "no answer", { retryable: true, cause }));
    const { send, logged } = apiHarness({ workflows: { ...memoryWorkflowStore(), scan } });
    const reply = await send("/workflows");
    expect(reply.status).toBe(503);
    expect(reply.headers.get("retry-after")).toBe("2");
    expect(logged.map(({ message }) => message)).toEqual(["request failed"]);
  });

  it("is not an error of ours when the client ends the body early", async () => {
    const { app, logged } = apiHarness();
    const aborted = Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    for (const [path, type] of [
      ["/workflows", "application/json"],
      ["/import", "application/yaml"],
    ] as const) {
      const body = new ReadableStream({ start: (controller) => controller.error(aborted) });
      const headers = { "content-type": type };
      const init = { method: "POST", headers, body, duplex: "half" as const };
      const response = await app.request(`/api/workflow${path}`, init);
      expect([path, response.status]).toEqual([path, 400]);
    }
    expect(logged).toEqual([]);
  });

  it("reveals no detail of an unexpected error", async () => {
    const scan = rejecting(new Error("secret of /home/trader/bellwether at line 12"));
    const { send, logged } = apiHarness({ workflows: { ...memoryWorkflowStore(), scan } });
    const reply = await send("/workflows");
    expect(reply.status).toBe(500);
    expect(reply.text).not.toMatch(/secret|line 12|at /);
    expect(logged).toHaveLength(1);
  });

  it("forbids caching by proxies", async () => {
    const { send } = apiHarness();
    expect((await send("/workflows")).headers.get("cache-control")).toBe("no-store");
    expect((await send("/nothing")).headers.get("cache-control")).toBe("no-store");
  });

  it("compresses a large response for a client that accepts it", async () => {
    const { app, workflowItems } = apiHarness();
    for (let nth = 0; nth < 50; nth += 1) {
      const workflow = aWorkflow({ id: crypto.randomUUID(), name: `Workflow ${nth}` });
      workflowItems.set(workflow.id, workflow);
    }
    const headers = { "accept-encoding": "gzip" };
    const response = await app.request("/api/workflow/workflows", { headers });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect((await response.arrayBuffer()).byteLength).toBeLessThan(5_000);
  });
});

describe("health", () => {
  it("answers 200 while there is no problem", async () => {
    const reply = await apiHarness().send("/health");
    expect([reply.status, reply.json]).toEqual([200, { ok: true }]);
  });

  it("answers 503 with any problem and does not name it", async () => {
    const sick = operations(aStatus({ problems: ["notify has 3 dead letters"] }));
    const reply = await apiHarness({ operations: sick }).send("/health");
    expect([reply.status, reply.json]).toEqual([503, { ok: false }]);
  });

  it("answers 503 when the status cannot be read", async () => {
    const deaf = { ...operations(aStatus()), readStatus: rejecting(new Error("no database")) };
    const reply = await apiHarness({ operations: deaf }).send("/health");
    expect([reply.status, reply.json]).toEqual([503, { ok: false }]);
  });
});

describe("operations", () => {
  it("return the status with instants as ISO 8601", async () => {
    const reply = await apiHarness().send("/status");
    expect(reply.json).toMatchObject({
      as_of: "2026-11-23T10:01:00Z",
      market: { clock: "2026-11-23T10:01:00Z" },
      runs: [{ tick: "2026-11-23T10:01:00Z", evaluated: 3 }],
    });
  });

  it("redrive dead letters and reject unknown queues", async () => {
    const { send } = apiHarness({ operations: operations(aStatus(), { notify: 3 }) });
    const done = await send("/dead-letters/notify/redrive", { method: "POST" });
    expect([done.status, done.json]).toEqual([200, { queue: "notify", redriven: 3 }]);
    const other = await send("/dead-letters/other/redrive", { method: "POST" });
    expect(other.status).toBe(404);
    expect(problemSchema.parse(other.json).detail).toMatch(
      /^There is no queue "other"\. The queues are .*\.$/,
    );
  });
});
