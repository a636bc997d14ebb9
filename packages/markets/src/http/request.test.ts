import { afterEach, describe, expect, it } from "vitest";
import { requestJson } from "./request.ts";
import { startTestServer, type TestReply, type TestServer } from "./test-server.ts";

let server: TestServer | null = null;
afterEach(() => server?.close());

async function outcomeOf(reply: TestReply, timeoutMs = 30_000) {
  server = await startTestServer(() => reply);
  return requestJson({ fetch }, { url: new URL(server.url) }, timeoutMs);
}

describe("a request", () => {
  it("returns JSON with its status and headers, also for an error", async () => {
    const reply = { status: 418, headers: { "retry-after": "7" }, body: '{"msg":"tea"}' };
    const outcome = await outcomeOf(reply);
    expect(outcome).toMatchObject({ kind: "json", status: 418, json: { msg: "tea" } });
    expect("headers" in outcome && outcome.headers.get("retry-after")).toBe("7");
  });

  it("classifies an error without a body by its status", async () => {
    expect(await outcomeOf({ status: 503, body: "" })).toMatchObject({ kind: "page", status: 503 });
  });

  it("reports an HTML page as such", async () => {
    const headers = { "content-type": "text/html" };
    const reply = { status: 200, headers, body: "<h1>Back soon</h1>" };
    expect(await outcomeOf(reply)).toMatchObject({ kind: "page", status: 200 });
  });

  it("reports truncated JSON as garbled", async () => {
    expect(await outcomeOf({ status: 200, body: '{"Data": [1, 2' })).toMatchObject({
      kind: "garbled",
    });
  });

  it("detects a body shorter than its Content-Length", async () => {
    expect(await outcomeOf({ fault: "cut-off", body: JSON.stringify([1, 2, 3]) })).toMatchObject({
      kind: "unreachable",
    });
  });

  it("detects a connection closed without a response", async () => {
    expect(await outcomeOf({ fault: "reset" })).toMatchObject({ kind: "unreachable" });
  });

  it("times out without a response", async () => {
    expect(await outcomeOf({ fault: "silent" }, 30)).toEqual({ kind: "timeout" });
  });

  it("detects a refused connection", async () => {
    server = await startTestServer(() => ({ status: 200, body: "{}" }));
    const url = new URL(server.url);
    await server.close();
    expect(await requestJson({ fetch }, { url }, 5_000)).toMatchObject({ kind: "unreachable" });
  });

  it("follows no redirect, so that a token reaches no other host", async () => {
    const elsewhere = await startTestServer(() => ({ status: 200, body: "{}" }));
    const outcome = await outcomeOf({
      status: 302,
      headers: { location: elsewhere.url, "content-type": "text/html" },
      body: "moved",
    });
    await elsewhere.close();
    expect(outcome).toMatchObject({ kind: "page", status: 302 });
    expect(elsewhere.requests).toEqual([]);
  });

  it("rejects a response that is far too large", async () => {
    const reply = { status: 200, body: JSON.stringify("x".repeat(9_000_000)) };
    expect(await outcomeOf(reply)).toMatchObject({ kind: "unreachable" });
  });
});
