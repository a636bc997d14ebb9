import { startTestServer } from "@bellwether/markets/testing";
import { describe, expect, it } from "vitest";
import { configuredChannels } from "./configured.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-test" };
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const WEBHOOK = { WEBHOOK_URL: "http://127.0.0.1:9/", WEBHOOK_SECRET: SECRET };
const DESK = { DESK_WEBHOOK_URL: "http://127.0.0.1:9/desk", DESK_WEBHOOK_SECRET: SECRET };

async function opened(variables: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const channels = await configuredChannels(async () => variables, {
    line: (text) => lines.push(text),
  });
  return { ...channels, consumers: channels.all.map(({ consumer }) => consumer), lines };
}

describe("the channels of one machine", () => {
  it("are one of each kind whose settings are set", async () => {
    const { configured, consumers, lines } = await opened({ ...WEBHOOK, ...SLACK, ...DESK });
    expect(configured).toEqual(["slack", "webhook"]);
    expect(consumers).toEqual(["notify", "webhook"]);
    expect(lines).toEqual([]);
  });

  it("are those that are named, including several of one kind", async () => {
    const { configured, consumers, all } = await opened({
      BELLWETHER_CHANNELS: "slack, desk-webhook,webhook",
      ...WEBHOOK,
      ...SLACK,
      ...DESK,
    });
    expect(configured).toEqual(["slack", "desk-webhook", "webhook"]);
    expect(consumers).toEqual(["notify", "desk-webhook", "webhook"]);
    expect(all.map(({ channel }) => channel.name)).toEqual(configured);
  });

  it("leave out one that is configured and not named, and log this", async () => {
    const { configured, lines } = await opened({
      BELLWETHER_CHANNELS: "desk-webhook",
      ...SLACK,
      ...DESK,
    });
    expect(configured).toEqual(["desk-webhook"]);
    expect(lines).toEqual(["Slack announces nothing: BELLWETHER_CHANNELS does not name slack."]);
  });

  it("are the terminal when none is configured", async () => {
    const { configured, consumers, all } = await opened({ BELLWETHER_CHANNELS: "" });
    expect([configured, consumers]).toEqual([[], ["notify"]]);
    expect(all[0]?.channel.name).toBe("terminal");
  });

  it.each([
    [
      { BELLWETHER_CHANNELS: "slack,pigeon", ...SLACK },
      /BELLWETHER_CHANNELS names "pigeon", which is not a channel/,
    ],
    [{ BELLWETHER_CHANNELS: "slack,slack", ...SLACK }, /BELLWETHER_CHANNELS names a channel twice/],
    [
      { BELLWETHER_CHANNELS: "desk-webhook", ...WEBHOOK },
      /DESK_WEBHOOK_URL must be set too: desk webhook needs DESK_WEBHOOK_URL, DESK_WEBHOOK_SECRET/,
    ],
    [
      { BELLWETHER_CHANNELS: "desk-webhook", ...DESK, DESK_WEBHOOK_SECRET: "short", ...WEBHOOK },
      /DESK_WEBHOOK_SECRET must be whsec_/,
    ],
    [{ WEBHOOK_URL: "http://127.0.0.1:9/" }, /WEBHOOK_SECRET must be set too/],
  ])("are rejected for %j", async (variables, reason) => {
    await expect(opened(variables)).rejects.toThrow(reason);
  });
});

describe("two webhooks", () => {
  it("send to their own URLs with their own secrets, and share what is optional", async () => {
    const server = await startTestServer(() => ({ status: 204, body: "" }));
    try {
      const { all } = await opened({
        BELLWETHER_CHANNELS: "webhook,desk-webhook",
        WEBHOOK_URL: `${server.url}/one`,
        WEBHOOK_SECRET: SECRET,
        DESK_WEBHOOK_URL: `${server.url}/two`,
        DESK_WEBHOOK_SECRET: "whsec_YW5vdGhlcnNlY3JldGFub3RoZXJzZWNyZXQ=",
        WEBHOOK_PRIVATE_ADDRESSES: "allowed",
      });
      const message = { room: "", text: "hello", id: "test.1", events: [] };
      for (const { channel } of all) await channel.post(message);
      expect(server.requests.map(({ url }) => url.pathname)).toEqual(["/one", "/two"]);
      const [one, two] = server.requests.map(({ headers }) => headers["webhook-signature"]);
      expect(one).not.toBe(two);
    } finally {
      await server.close();
    }
  });
});
