import { type Channel, ChannelError } from "@bellwether/core/announcement";
import { describe, expect, it } from "vitest";
import { aMessage } from "../testing/sample.ts";
import { recordedChannel } from "./channel-record.ts";

function given() {
  const written: string[] = [];
  const clock = { nowMs: 1_000_000 };
  const service: { error: Error | null; isStoreDown: boolean } = {
    error: null,
    isStoreDown: false,
  };
  const write = async (what: string) => {
    if (service.isStoreDown) throw new Error("the table is away");
    written.push(what);
  };
  const channel: Channel = {
    name: "telegram",
    markup: { escape: String, name: String, link: String },
    roomOf: () => "the chat",
    limits: { intervalMs: 0, maxLength: 1_000 },
    async post() {
      if (service.error !== null) throw service.error;
      return "1";
    },
  };
  const recorded = recordedChannel(channel, {
    records: {
      read: async () => ({ last_success_at: null, last_failure_at: null, last_failure: null }),
      succeeded: (name) => write(`${name} succeeded`),
      failed: (name, reason) => write(`${name} failed: ${reason}`),
      tested: async () => {},
      readTest: async () => null,
    },
    systemNow: () => clock.nowMs,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  const post = () => recorded.post(aMessage()).catch(() => "rejected");
  return { post, written, clock, service };
}

const down = new ChannelError("unavailable", "down", { retryable: true });

describe("the state of a channel", () => {
  it("is recorded when it changes and otherwise once a minute", async () => {
    const { post, written, clock, service } = given();
    await post();
    await post();
    service.error = down;
    await post();
    await post();
    expect(written).toEqual(["telegram succeeded", "telegram failed: down"]);
    clock.nowMs += 60_000;
    await post();
    expect(written).toHaveLength(3);
  });

  it("is not a failure while the service limits the rate", async () => {
    const { post, written, service } = given();
    service.error = new ChannelError("rate-limited", "slow down", { retryable: true });
    await post();
    expect(written).toEqual([]);
  });

  it("does not delay messages when it cannot be written", async () => {
    const { post, service } = given();
    service.isStoreDown = true;
    expect(await post()).toBe("1");
  });
});
