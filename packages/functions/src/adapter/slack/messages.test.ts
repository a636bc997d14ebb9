import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ChannelError } from "@bellwether/core/announcement";
import { afterEach, describe, expect, it } from "vitest";
import { aMessage } from "../../testing/sample.ts";
import { slackMessages } from "./messages.ts";

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
  const { post } = slackMessages({ token: "xoxb-test", apiUrl: `http://127.0.0.1:${port}/api/` });
  return post(aMessage()).then(
    () => null,
    (error: unknown) => error,
  );
}

const MAINTENANCE = "<html>Slack is down for maintenance</html>";
const refusal = (error: string) => JSON.stringify({ ok: false, error });

describe("a response of Slack", () => {
  it("with an unexpected content type leaves the outcome unknown, so that the claim is kept", async () => {
    const headers = { "content-type": "application/gzip" };
    const outcome = await outcomeOf({ body: '{"ok":true}x', headers });
    expect(outcome).toMatchObject({ code: "unknown-outcome", retryable: true });
  });

  it("of 20 MB is neither read completely nor kept in the error", async () => {
    const outcome = await outcomeOf({ body: refusal("x".repeat(20_000_000)) });
    expect(outcome).toMatchObject({ code: "unknown-outcome" });
    expect(JSON.stringify(outcome, Object.getOwnPropertyNames(outcome)).length).toBeLessThan(5_000);
  });

  it("with a long error is truncated before it is kept", async () => {
    const outcome = await outcomeOf({ body: refusal("x".repeat(60_000)) });
    expect(outcome).toBeInstanceOf(ChannelError);
    expect(String(outcome).length).toBeLessThan(400);
  });

  it("of a 20 MB page with an error status is not read", async () => {
    const outcome = await outcomeOf({ status: 503, body: MAINTENANCE.repeat(500_000) });
    expect(outcome).toMatchObject({ code: "unavailable" });
    expect(String(outcome).length).toBeLessThan(400);
  });
});

describe("an edit in Slack", () => {
  it("names the room and the message from Slack's response to the post", async () => {
    const calls: (string | undefined)[] = [];
    server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        calls.push(`${request.url} ${body}`);
        response.end('{"ok":true,"channel":"C024BE91L","ts":"1401383885.000061"}');
      });
    });
    await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const { post, edit } = slackMessages({
      token: "xoxb-test",
      apiUrl: `http://127.0.0.1:${port}/api/`,
    });
    const reference = await post(aMessage());
    await edit(reference ?? "", aMessage({ text: "×2" }));
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatch(/^\/api\/chat\.update /);
    const form = new URLSearchParams(calls[1]?.split(" ")[1]);
    expect(form.get("channel")).toBe("C024BE91L");
    expect(form.get("ts")).toBe("1401383885.000061");
    expect(form.get("text")).toBe("×2");
  });
});
