import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ChatError } from "@bellwether/core/signal";
import { afterEach, describe, expect, it } from "vitest";
import { slackPostMessage } from "./post-message.ts";

type Answer = Readonly<{
  status?: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}>;

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** What posting comes to when Slack answers so: null when the message was taken. */
async function outcomeOf({ status = 200, headers = {}, body }: Answer): Promise<unknown> {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const post = slackPostMessage({ token: "xoxb-test", apiUrl: `http://127.0.0.1:${port}/api/` });
  return post({ channel: "#workflows", text: "hello" }).then(
    () => null,
    (error: unknown) => error,
  );
}

const MAINTENANCE = "<html>Slack is down for maintenance</html>";
const refusal = (error: string) => JSON.stringify({ ok: false, error });

describe("Slack's answer", () => {
  it("is a yes when it says so", async () => {
    expect(await outcomeOf({ body: '{"ok":true,"ts":"1.1"}' })).toBeNull();
  });

  it.each([
    ["nothing", { body: "" }],
    ["a page", { body: MAINTENANCE, headers: { "content-type": "text/html" } }],
    ["JSON that breaks off", { body: '{"ok":true,"channel":"C1","ts":"16' }],
    ["JSON without a verdict", { body: "{}" }],
    ["an archive", { body: '{"ok":true}x', headers: { "content-type": "application/gzip" } }],
    ["a server error", { status: 500, body: "" }],
    ["a gateway that gave up", { status: 504, body: MAINTENANCE }],
    ["an internal error", { body: refusal("internal_error") }],
    ["a fatal error", { body: refusal("fatal_error") }],
  ] as const)("of %s leaves the outcome unknown, so that the claim stays", async (_, answer) => {
    expect(await outcomeOf(answer)).toMatchObject({ code: "unknown-outcome", retryable: true });
  });

  it.each([
    ["ratelimited", { body: refusal("ratelimited") }],
    ["rate_limited", { body: refusal("rate_limited") }],
    ["a 429 without a time", { status: 429, body: "" }],
    [
      "a 429 with a time that is none",
      { status: 429, body: "", headers: { "retry-after": "soon" } },
    ],
  ] as const)("of %s is tried again later", async (_, answer) => {
    const outcome = await outcomeOf(answer);
    expect(outcome).toMatchObject({ code: "rate-limited", retryable: true });
    expect((outcome as ChatError).retryAfterMs).toBeGreaterThanOrEqual(1_000);
  });

  it.each(["team_added_to_org", "service_unavailable", "org_login_required", "something_new"])(
    "of %s is tried again: it is not known to be final",
    async (name) => {
      expect(await outcomeOf({ body: refusal(name) })).toMatchObject({
        code: "unavailable",
        retryable: true,
      });
    },
  );

  it.each(["channel_not_found", "invalid_auth", "is_archived", "not_in_channel"])(
    "of %s is final",
    async (name) => {
      expect(await outcomeOf({ body: refusal(name) })).toMatchObject({
        code: "refused",
        retryable: false,
      });
    },
  );

  it("of 20 MB is not read, and is not kept in the error", async () => {
    const outcome = await outcomeOf({ body: refusal("x".repeat(20_000_000)) });
    expect(outcome).toMatchObject({ code: "unknown-outcome" });
    expect(JSON.stringify(outcome, Object.getOwnPropertyNames(outcome)).length).toBeLessThan(5_000);
  });

  it("of a long error is cut before it is kept", async () => {
    const outcome = await outcomeOf({ body: refusal("x".repeat(60_000)) });
    expect(outcome).toBeInstanceOf(ChatError);
    expect(String(outcome).length).toBeLessThan(400);
  });

  it("of a 20 MB page with an error status is not read", async () => {
    const outcome = await outcomeOf({ status: 503, body: MAINTENANCE.repeat(500_000) });
    expect(outcome).toMatchObject({ code: "unavailable" });
    expect(String(outcome).length).toBeLessThan(400);
  });
});
