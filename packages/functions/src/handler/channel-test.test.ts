import { type Channel, ChannelError, type ChannelMessage } from "@bellwether/core/announcement";
import type { ChannelRecords, ChannelTestOutcome } from "@bellwether/core/channel";
import { describe, expect, it } from "vitest";
import { TICK } from "../testing/sample.ts";
import { testChannel, withTests } from "./channel-test.ts";

function given({ fails = false } = {}) {
  const posted: ChannelMessage[] = [];
  const consumed: string[] = [];
  const outcomes = new Map<string, ChannelTestOutcome>();
  const clock = { nowMs: TICK * 1_000 };
  const systemNow = () => clock.nowMs;
  const channel: Channel = {
    name: "slack",
    markup: { escape: (text) => `<${text}>`, name: (text) => text, link: (url) => url },
    roomOf: () => "#workflows",
    limits: { intervalMs: 0, maxLength: 1_000 },
    async post(message) {
      if (fails) throw new ChannelError("refused", "no such room", { retryable: false });
      posted.push(message);
      return "1.1";
    },
  };
  const records: ChannelRecords = {
    read: async () => ({ last_success_at: null, last_failure_at: null, last_failure: null }),
    succeeded: async () => {},
    failed: async () => {},
    tested: async (id, outcome) => void outcomes.set(id, outcome),
    readTest: async (id) => outcomes.get(id) ?? null,
  };
  const consume = withTests({ channel, records, systemNow }, async (bodies) => {
    consumed.push(...bodies);
    return bodies.map(() => ({ kind: "later", delayMs: 1 }));
  });
  let ids = 0;
  const queue: string[] = [];
  const ask = testChannel({
    channels: [{ name: "slack", consumer: "notify" }],
    records,
    async enqueue(consumer, body) {
      queue.push(body);
      if (consumer === "notify" && clock.nowMs > 0) await consume([body]);
    },
    newId: () => `test-${(ids += 1)}`,
    sleep: async (ms) => void (clock.nowMs += ms),
    systemNow,
  });
  return { ask, consume, posted, consumed, queue, clock };
}

describe("a test message", () => {
  it("is marked as a test and its result is recorded", async () => {
    const { ask, posted } = given();
    expect(await ask("slack", "ada")).toEqual({ channel: "slack", outcome: "sent", detail: "1.1" });
    expect(posted).toEqual([
      {
        room: "#workflows",
        text: expect.stringMatching(
          /^This is a test .* requested by <ada>\. There is no signal\.$/,
        ),
        id: "test.test-1",
        events: [],
      },
    ]);
  });

  it("that fails is not retried, and its reason is recorded", async () => {
    const { ask } = given({ fails: true });
    expect(await ask("slack", "ada")).toEqual({
      channel: "slack",
      outcome: "failed",
      detail: "no such room",
    });
  });

  it("requires a configured channel", async () => {
    expect(await given().ask("telegram", "ada")).toBeNull();
  });

  it("that is too old is not sent", async () => {
    const { ask, consume, posted, queue, clock } = given();
    await ask("slack", "ada");
    clock.nowMs += 120_000;
    expect(await consume(queue)).toEqual([{ kind: "done" }]);
    expect(posted).toHaveLength(1);
  });

  it("does not affect the other messages of its batch", async () => {
    const { ask, consume, consumed, queue } = given();
    await ask("slack", "ada");
    const outcomes = await consume(["{}", ...queue, "ChannelTestRequested, but no JSON"]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["later", "done", "later"]);
    expect(consumed).toEqual(["{}", "ChannelTestRequested, but no JSON"]);
  });
});
