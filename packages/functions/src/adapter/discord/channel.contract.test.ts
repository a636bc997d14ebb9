import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { channelContract, type ServiceAnswer } from "../../testing/channel-contract.ts";
import { aMessage } from "../../testing/sample.ts";
import { discord } from "./channel.ts";

const TOKEN = "token-of-the-webhook-4711";

const message: ServiceAnswer = { body: JSON.stringify({ id: "1234567890", content: "hello" }) };
const refusal = (
  status: number,
  code: number,
  text: string,
  headers: Record<string, string> = {},
): ServiceAnswer => ({ status, headers, body: JSON.stringify({ code, message: text }) });
const limited = (fields: object, headers: Record<string, string> = {}): ServiceAnswer => ({
  status: 429,
  headers,
  body: JSON.stringify({ message: "You are being rate limited.", global: false, ...fields }),
});

const open = (url: string, timeoutMs?: number) =>
  discord.open(async () => ({ DISCORD_WEBHOOK_URL: `${url}/api/webhooks/99/${TOKEN}` }), {
    timeoutMs,
  });

channelContract("Discord", {
  open,
  confirming: { "the message": message },
  failing: {
    "rate-limited": {
      "429 with a time": limited({ retry_after: 64.57 }),
      "429 of a gateway": { status: 429, headers: { "retry-after": "65" }, body: "" },
      "429 without a time": limited({}),
      "429 with nonsense": limited({ retry_after: "soon" }),
      "429 with an age": limited({ retry_after: 1e99 }),
    },
    unavailable: {
      "503": { status: 503, body: "upstream connect error" },
      "a redirect": { status: 301, headers: { location: "http://127.0.0.1:1/" }, body: "" },
    },
    refused: {
      "a body that Discord refuses": refusal(400, 50_035, "Invalid Form Body"),
      "a channel without rights": refusal(403, 50_013, "Missing Permissions"),
    },
    unauthorized: {
      "a webhook that was deleted": refusal(404, 10_015, "Unknown Webhook"),
      "a token that is wrong": refusal(401, 50_027, "Invalid Webhook Token"),
    },
    "unknown-outcome": {
      "an empty answer": { body: "" },
      "204, as without wait=true": { status: 204, body: "" },
      "a page": { body: "<html>hello</html>" },
      "JSON that breaks off": { body: '{"id":"12' },
      "JSON without an id": { body: "{}" },
      "500": { status: 500, body: "" },
      "502": { status: 502, body: "<html>cloudflare</html>" },
      "504": { status: 504, body: "" },
    },
  },
  editing: {
    posted: message,
    confirming: { "the message": message },
    gone: { "a message that was deleted": refusal(404, 10_008, "Unknown Message") },
  },
  secret: TOKEN,
  injected: /(?<!\\)(?:\\\\)*(?<!\\)[`*_~|<>#@:[\]()+-]/,
});

describe("a message to Discord", () => {
  it("waits for the outcome, mentions no one and shows no previews", async () => {
    const calls: { request: string; body: unknown }[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => {
        calls.push({ request: `${request.method} ${request.url}`, body: JSON.parse(body) });
        response.end(message.body);
      });
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const channel = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const reference = await channel.post(aMessage({ text: "@everyone" }));
    await channel.edit?.(reference ?? "", aMessage({ text: "again" }));
    server.close();
    const quiet = { allowed_mentions: { parse: [] }, flags: 4 };
    expect(calls).toEqual([
      {
        request: `POST /api/webhooks/99/${TOKEN}?wait=true`,
        body: { content: "@everyone", ...quiet },
      },
      {
        request: `PATCH /api/webhooks/99/${TOKEN}/messages/1234567890`,
        body: { content: "again", ...quiet },
      },
    ]);
  });
});
