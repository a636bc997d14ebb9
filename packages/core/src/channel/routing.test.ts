import { describe, expect, it } from "vitest";
import { CHANNEL_KINDS, channelOf, channelServedBy, isChannelName } from "./channel-list.ts";
import { isRoutedTo, routingSchema } from "./routing.ts";

describe("the routing of a message", () => {
  const configured = ["slack", "telegram", "webhook"] as const;
  const reached = (named: readonly string[] | null | undefined) =>
    configured.filter((channel) => isRoutedTo(channel, named, configured));

  it("leads to every configured channel when none is named", () => {
    expect(reached(null)).toEqual(configured);
    expect(reached(undefined)).toEqual(configured);
  });

  it("leads to the named channels that are configured", () => {
    expect(reached(["telegram", "webhook"])).toEqual(["telegram", "webhook"]);
    expect(reached(["telegram", "discord"])).toEqual(["telegram"]);
    expect(reached(["telegram", "desk-webhook"])).toEqual(["telegram"]);
  });

  it("leads to every channel when no named one is configured, so that no message is lost", () => {
    expect(reached(["discord"])).toEqual(configured);
    expect(reached(["carrier-pigeon"])).toEqual(configured);
  });
});

describe("the channels that a workflow names", () => {
  const reason = (value: unknown) => routingSchema.safeParse(value).error?.issues[0]?.message;

  it("are one or more known channels, each once", () => {
    expect(routingSchema.parse(["telegram", "webhook"])).toEqual(["telegram", "webhook"]);
    expect(routingSchema.parse(["telegram", "desk-webhook"])).toEqual(["telegram", "desk-webhook"]);
    expect(routingSchema.parse(null)).toBeNull();
    expect(reason(["telegrm"])).toMatch(/not a channel: it can be slack, telegram/);
    expect(reason([])).toMatch(/names no channel/);
    expect(reason(["discord-webhook"])).toMatch(/not a channel/);
    expect(reason(["slack", "slack"])).toMatch(/twice/);
  });
});

describe("a channel", () => {
  it("has a unique consumer and variables, with or without a name", () => {
    const names = CHANNEL_KINDS.flatMap(
      (kind) => [kind, `desk-${kind}`, `my-desk-${kind}`] as const,
    );
    const channels = names.map((name) => channelOf(name));
    const settings = channels.flatMap((one) => [...one.settings, ...one.localSettings]);
    for (const { name, consumer } of channels) {
      expect(channelServedBy(consumer)?.name).toBe(name);
    }
    for (const all of [channels.map(({ consumer }) => consumer), settings]) {
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it("with a name has the variables of its kind, after the name", () => {
    expect(channelOf("desk-webhook")).toEqual({
      name: "desk-webhook",
      kind: "webhook",
      consumer: "desk-webhook",
      label: "desk webhook",
      prefix: "DESK_",
      settings: ["DESK_WEBHOOK_URL", "DESK_WEBHOOK_SECRET"],
      localSettings: [],
    });
  });

  it("keeps the original queue name of Slack", () => {
    expect(channelOf("slack").consumer).toBe("notify");
    expect(channelOf("desk-slack").consumer).toBe("desk-slack");
  });

  it.each([
    "",
    "desk",
    "desk-",
    "-webhook",
    "Desk-webhook",
    "desk_webhook",
    "2-webhook",
    "discord-webhook",
    "my-discord-webhook",
    "a-name-that-is-too-long-webhook",
    "desk-webhook ",
  ])("is not named %j", (name) => {
    expect(isChannelName(name)).toBe(false);
  });
});
