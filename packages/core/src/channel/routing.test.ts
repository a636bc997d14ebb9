import { describe, expect, it } from "vitest";
import { CHANNEL_NAMES, CHANNELS, channelOf } from "./channel-list.ts";
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
    expect(routingSchema.parse(null)).toBeNull();
    expect(reason(["telegrm"])).toMatch(/not a channel: it can be slack, telegram/);
    expect(reason([])).toMatch(/names no channel/);
    expect(reason(["slack", "slack"])).toMatch(/twice/);
  });
});

describe("the list of channels", () => {
  it("has a unique name, consumer and variables for each channel", () => {
    const consumers = CHANNELS.map(({ consumer }) => consumer);
    const settings = CHANNELS.flatMap((one) => [...one.settings, ...one.localSettings]);
    for (const all of [CHANNEL_NAMES, consumers, settings]) {
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it("keeps the original queue name of Slack", () => {
    expect(channelOf("slack").consumer).toBe("notify");
  });
});
