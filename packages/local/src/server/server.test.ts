import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { API_BASE } from "@bellwether/core/api";
import { aDraft, apiHarness } from "@bellwether/functions/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeFeed } from "./change-feed.ts";
import { type RunningServer, type ServerDeps, startServer } from "./server.ts";

describe("the server of one machine", () => {
  let pageFolder: string;
  let server: RunningServer;
  let harness: ReturnType<typeof apiHarness>;
  let deps: ServerDeps;
  const changes = changeFeed();
  const logged: string[] = [];
  const log = { error: (message: string) => void logged.push(message) };
  const readMetrics = async () => ({ type: "text/plain; version=0.0.4", content: "up 1\n" });
  beforeAll(async () => {
    harness = apiHarness();
    pageFolder = await mkdtemp(path.join(tmpdir(), "page-"));
    await writeFile(path.join(pageFolder, "index.html"), "<title>Bellwether</title>");
    const options = { host: "127.0.0.1", port: 0, token: null, publicUrl: null };
    deps = { api: harness.app, pageFolder, changes, readMetrics, log };
    server = await startServer(deps, options);
  });
  afterAll(async () => {
    await server.stop();
    await rm(pageFolder, { recursive: true });
  });
  const ask = (address: string, init?: RequestInit) => fetch(`${server.url}${address}`, init);

  it("answers API requests with the API's problems", async () => {
    expect(await (await ask(`${API_BASE}/workflows`)).json()).toMatchObject({ workflows: [] });
    const unknown = await ask(`${API_BASE}/no-such-thing`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ detail: "There is nothing at this address." });
    const refused = await ask(`${API_BASE}/workflows`, { method: "DELETE" });
    expect(refused.status).toBe(405);
    expect(refused.headers.get("allow")).toContain("POST");
  });

  it("passes a request's body, query and headers to the API", async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(aDraft());
    const created = await ask(`${API_BASE}/workflows`, { method: "POST", headers, body });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    const stale = await ask(`${API_BASE}/workflows/${id}`, {
      method: "PUT",
      headers: { ...headers, "if-match": '"7"' },
      body,
    });
    expect(stale.status).toBe(412);
    expect((await ask(`${API_BASE}/workflows?limit=0`)).status).toBe(400);
  });

  it("rejects a body that is too large before it reaches the API", async () => {
    const body = "x".repeat(1_048_577);
    const refused = await ask(`${API_BASE}/import`, { method: "POST", body });
    expect(refused.status).toBe(413);
  });

  it("streams orders and runs as they arrive, with ids and ticks only", async () => {
    const response = await ask(`${API_BASE}/events`);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader?.read())?.value ?? "";
    changes.report({ kind: "order", id: "one.1" });
    changes.report({ kind: "order", id: "two.1" });
    changes.report({ kind: "run", tick: 1 });
    while (!text.includes("event: run")) text += (await reader?.read())?.value ?? "";
    expect(text.replaceAll("event: alive\ndata: \n\n", "")).toBe(
      "event: order\ndata: one.1 two.1\n\nevent: run\ndata: 1\n\n",
    );
    await reader?.cancel();
  });

  it("accepts no events over HTTP", async () => {
    const entry = { Source: "bellwether.engine", DetailType: "OrderSignal", Detail: "{}" };
    for (const address of ["/bus", "/bus/", "/", "/events", `${API_BASE}/events`]) {
      const { status } = await ask(address, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSEvents.PutEvents",
        },
        body: JSON.stringify({ Entries: [entry] }),
      });
      expect([address, status]).toEqual([address, 404]);
    }
    expect(harness.published).toEqual([]);
  });

  it("serves the page for the page's addresses, but not below the API", async () => {
    expect(await (await ask("/orders")).text()).toContain("Bellwether");
    expect((await ask("/assets/none.js")).status).toBe(404);
  });

  it("serves metrics only with the token", async () => {
    const metrics = await ask("/metrics");
    expect(metrics.headers.get("content-type")).toBe("text/plain; version=0.0.4");
    expect(await metrics.text()).toBe("up 1\n");
    const token = "a-token-of-the-trader";
    const options = { host: "127.0.0.1", port: 0, token, publicUrl: null };
    const guarded = await startServer(deps, options);
    const headers = { authorization: `Bearer ${token}` };
    const answers = [await fetch(`${guarded.url}/metrics`)];
    answers.push(await fetch(`${guarded.url}/metrics`, { headers }));
    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
    await guarded.stop();
  });

  it("answers a request that fails outside of the API with a problem, and logs why", async () => {
    const failing = {
      ...deps,
      readMetrics: async () => {
        throw new Error("no metrics");
      },
    };
    const options = { host: "127.0.0.1", port: 0, token: null, publicUrl: null };
    const broken = await startServer(failing, options);
    const response = await fetch(`${broken.url}/metrics`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("the log") });
    expect(logged).toEqual(["a request failed"]);
    await broken.stop();
  });

  it.each([
    [null, /^http:\/\/127\.0\.0\.1:\d+$/],
    ["https://bell.example/", /^https:\/\/bell\.example$/],
  ])(
    "links to an address that can be opened when bound to all interfaces: %s",
    async (publicUrl, link) => {
      const options = { host: "0.0.0.0", port: 0, token: "a-token-of-the-trader", publicUrl };
      const open = await startServer(deps, options);
      expect(open.dashboardUrl).toMatch(link);
      expect((await fetch(`${open.url}${API_BASE}/health`)).status).toBe(200);
      await open.stop();
    },
  );
});
