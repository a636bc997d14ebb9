import { startTestServer, type TestServer } from "@bellwether/markets/testing";
import { afterEach, describe, expect, it } from "vitest";
import { heartbeat } from "./heartbeat.ts";

let server: TestServer | null = null;
afterEach(() => server?.close());

async function given(answer: { status: number; headers?: Record<string, string> }) {
  const started = await startTestServer(() => ({ body: "OK", ...answer }));
  server = started;
  const clock = { nowMs: 1_000_000 };
  const warnings: unknown[] = [];
  const log = {
    info: () => {},
    warn: (...said: unknown[]) => void warnings.push(said),
    error: () => {},
  };
  const url = `${started.url}/ping/secret-of-the-check`;
  const { beat, failure } = heartbeat({ url, systemNow: () => clock.nowMs, log });
  return { beat, failure, clock, warnings, requests: started.requests };
}

describe("the heartbeat", () => {
  it("calls the service, at most every ten seconds", async () => {
    const { beat, failure, clock, requests } = await given({ status: 200 });
    beat();
    beat();
    await expect.poll(() => requests).toHaveLength(1);
    clock.nowMs += 11_000;
    await expect
      .poll(() => {
        beat();
        return requests.length;
      })
      .toBeGreaterThan(1);
    expect(failure()).toBeNull();
  });

  it("is a problem without the URL when the service rejects it", async () => {
    const { beat, failure, warnings } = await given({ status: 404 });
    beat();
    await expect.poll(failure).toMatch(/it answered 404 \(BELLWETHER_HEARTBEAT_URL\)/);
    expect(JSON.stringify([failure(), warnings])).not.toContain("secret-of-the-check");
  });

  it("follows no redirect", async () => {
    const { beat, failure, requests } = await given({
      status: 302,
      headers: { location: "/else" },
    });
    beat();
    await expect.poll(failure).toMatch(/302/);
    expect(requests).toHaveLength(1);
  });
});
