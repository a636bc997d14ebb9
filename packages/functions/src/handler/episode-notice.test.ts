import { ChannelError, type ChannelMessage } from "@bellwether/core/announcement";
import { type DomainEvent, type MessageOutcome } from "@bellwether/core/event";
import { type EpisodeEnded, type OrderSignal } from "@bellwether/core/signal";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { slackChannel } from "../adapter/slack/channel.ts";
import { aSignal, TICK } from "../testing/sample.ts";
import { type NotifyDeps, notifyHandler } from "./notify.ts";

const DONE: MessageOutcome = { kind: "done" };
const HALF_HOUR = 1_800;

/** A channel whose messages can be read, edited and lost. */
type Slack = {
  readonly texts: string[];
  posts: number;
  edits: number;
  /** Called before each request. */
  before: (what: "post" | "edit", message: ChannelMessage) => Promise<void>;
};

describe("the message of an episode", () => {
  let slack: Slack;
  let marketNow: number;
  let systemNow: number;
  let deps: NotifyDeps;
  let announce: (...events: readonly DomainEvent[]) => Promise<readonly MessageOutcome[]>;

  beforeEach(() => {
    slack = { texts: [], posts: 0, edits: 0, before: async () => {} };
    marketNow = TICK + 5;
    systemNow = 1_000_000;
    let ids = 0;
    const clock = { systemNow: () => systemNow, newId: () => `token-${(ids += 1)}` };
    deps = {
      log: { info: () => {}, warn: () => {}, error: () => {} },
      receipts: memoryReceiptStore(clock),
      episodes: memoryEpisodeMessageStore(clock),
      channel: slackChannel({
        post: async (message) => {
          await slack.before("post", message);
          slack.posts += 1;
          return `${slack.texts.push(message.text) - 1}`;
        },
        edit: async (reference, message) => {
          await slack.before("edit", message);
          slack.edits += 1;
          slack.texts[Number(reference)] = message.text;
        },
      }),
      consumer: "notify",
      marketNow: () => marketNow,
      systemNow: () => systemNow,
      async sleep(durationMs) {
        systemNow += durationMs;
      },
      dashboardUrl: () => "http://127.0.0.1:4280",
    };
    const handle = notifyHandler(deps);
    announce = (...events) => handle(events);
  });

  /** The nth signal of the episode, at its tick. */
  const nth = (count: number, over: Partial<OrderSignal> = {}): DomainEvent => {
    const placed_at = TICK + (count - 1) * HALF_HOUR;
    const of = { placed_at, episode: TICK, episode_count: count, trigger_offset: 1 };
    const detail = aSignal({ ...of, announce: "once_per_episode", ...over });
    return { type: "OrderSignal", detail };
  };
  const ended = (count: number, over: Partial<EpisodeEnded> = {}): DomainEvent => ({
    type: "EpisodeEnded",
    detail: {
      schema: 1,
      workflow_id: aSignal().workflow_id,
      episode: TICK,
      episode_count: count,
      tick: TICK + count * HALF_HOUR,
      ...over,
    },
  });
  const atTick = (count: number) => {
    marketNow = TICK + (count - 1) * HALF_HOUR + 5;
  };
  const lines = () => slack.texts.map((text) => text.split("\n"));

  it("is posted at the first signal, with the text of any signal", async () => {
    await announce(nth(1));
    await announce({ type: "OrderSignal", detail: aSignal({ placed_at: TICK + 1 }) });
    const [episode, single] = slack.texts;
    expect(episode).toBe(single);
    expect(lines()[0]).toHaveLength(2);
  });

  it("is edited at each later signal, with the count, the start and the last signal", async () => {
    for (const [place, price] of [7_983, 7_983, 7_983.5, 7_983.75].entries()) {
      atTick(place + 1);
      expect(await announce(nth(place + 1, { order_price: price }))).toEqual([DONE]);
    }
    expect([slack.posts, slack.edits]).toEqual([1, 3]);
    const [first, newest, context] = lines()[0] ?? [];
    expect(first).toMatch(
      /^Workflow `CAC .*` will trigger an order Sell for 0.5 FRA40.I at 7983.00/,
    );
    expect(newest).toBe("×4, since 11:01, last 12:31, sell 0.5 FRA40.I at 7,983.75");
    expect(context).toMatch(/^Mon, 23 Nov 2026, 12:31 CET · /);
  });

  it("reports that the price has moved by more than the trigger's offset", async () => {
    await announce(nth(1));
    await announce(nth(2, { order_price: 7_984 }));
    expect(slack.texts[0]).not.toContain("moved");
    await announce(nth(3, { order_price: 7_984.5 }));
    expect(lines()[0]?.[1]).toMatch(/at 7,984\.50, the price has moved by \+1\.50 points$/);
    await announce(nth(4, { order_price: 7_970 }));
    expect(lines()[0]?.[1]).toMatch(/at 7,970\.00, the price has moved by -13\.00 points$/);
  });

  it("reports the duration of an episode that has ended, even overnight", async () => {
    await announce(nth(1));
    await announce(ended(1, { tick: TICK + 5 * 3_600 }));
    expect(lines()[0]?.[1]).toBe("Ended: it held for 5 h, from 11:01 to 16:01");
    expect(slack.texts[0]).not.toContain("late");
    const next = aSignal({ placed_at: TICK + 86_400 }).placed_at;
    await announce(nth(1, { placed_at: next, episode: next }));
    await announce(ended(3, { episode: next, tick: next + 79_200 }));
    expect(lines()[1]?.slice(1, 3)).toEqual([
      "×3, since 11:01, last 11:01, sell 0.5 FRA40.I at 7,983.00",
      "Ended: it held for 22 h, from Tue 24 Nov, 11:01 to 09:01",
    ]);
  });

  it("says that the workflow was deleted, and keeps to it when a run reports the end later", async () => {
    await announce(nth(1));
    await announce(ended(1, { tick: TICK + 2_640, reason: "deleted" }));
    const text = "Ended: the workflow was deleted; it held for 44 min, from 11:01 to 11:45";
    expect(lines()[0]?.[1]).toBe(text);
    await announce(ended(1, { tick: TICK + 3_600, reason: "disabled" }));
    expect(lines()[0]?.[1]).toBe(text);
    expect([slack.posts, slack.edits]).toEqual([1, 1]);
  });

  it("is posted once for each episode, and edits keep the minimum interval of the room", async () => {
    const other = { workflow_id: "6c1f5b2f-7d1e-4f8c-8b46-1f7f2f7f4b02" };
    await announce(nth(1), nth(1, other));
    expect(slack.posts).toBe(2);
    const before = systemNow;
    await announce(nth(2), nth(2, other));
    expect(slack.edits).toBe(2);
    expect(systemNow - before).toBe(2_200);
  });

  it("is sent once for the signals of a batch in any order", async () => {
    expect(await announce(nth(3), nth(1), ended(3), nth(2))).toEqual([DONE, DONE, DONE, DONE]);
    expect([slack.posts, slack.edits]).toEqual([1, 0]);
    expect(lines()[0]?.[1]).toMatch(/^×3, since 11:01, last 12:01/);
    expect(lines()[0]?.[2]).toMatch(/^Ended: /);
  });

  it("is not reverted by a late earlier signal or a duplicate", async () => {
    await announce(nth(3));
    const text = slack.texts[0];
    expect(await announce(nth(2))).toEqual([DONE]);
    expect(await announce(nth(3), nth(1))).toEqual([DONE, DONE]);
    expect([slack.texts[0], slack.edits]).toEqual([text, 0]);
  });

  it("waits while another consumer edits it and loses no signal", async () => {
    let release = (): void => {};
    const underWay = new Promise<void>((resolve) => {
      slack.before = () =>
        new Promise((finish) => {
          release = finish;
          resolve();
        });
    });
    const first = announce(nth(1));
    await underWay;
    slack.before = async () => {};
    const other = notifyHandler(deps);
    expect(await other([nth(2)])).toMatchObject([{ kind: "later" }]);
    release();
    expect(await first).toEqual([DONE]);
    expect(await other([nth(2)])).toEqual([DONE]);
    expect([slack.posts, slack.edits]).toEqual([1, 1]);
  });

  it("is posted again when it was deleted from the channel, and edited from then on", async () => {
    await announce(nth(1));
    slack.before = async (what) => {
      if (what === "edit") throw new ChannelError("gone", "deleted", { retryable: true });
    };
    expect(await announce(nth(2))).toEqual([DONE]);
    expect(slack.posts).toBe(2);
    expect(lines()[1]?.[0]).toBe(lines()[0]?.[0]);
    slack.before = async () => {};
    await announce(nth(3));
    expect(slack.texts[1]).toContain("×3");
  });

  it("is edited again after an unknown outcome, once the earlier edit can no longer arrive", async () => {
    await announce(nth(1));
    slack.before = async () => {
      throw new ChannelError("unknown-outcome", "cut off", { retryable: true });
    };
    expect(await announce(nth(2))).toMatchObject([{ kind: "failed" }]);
    slack.before = async () => {};
    expect(await announce(nth(3))).toMatchObject([{ kind: "later" }]);
    systemNow += 60_000;
    expect(await announce(nth(3))).toEqual([DONE]);
    expect(slack.texts[0]).toContain("×3");
  });

  it("is not sent with a claim that may expire before the channel responds", async () => {
    const slow = notifyHandler({
      ...deps,
      async sleep(durationMs) {
        systemNow += durationMs + 40_000;
      },
    });
    await slow([nth(1)]);
    expect(await slow([nth(2)])).toEqual([{ kind: "later", delayMs: 0 }]);
    expect(slack.edits).toBe(0);
    systemNow += 60_000;
    expect(await announce(nth(2))).toEqual([DONE]);
  });

  it("is not sent while the workflow is snoozed, and is complete afterwards", async () => {
    await announce(nth(1));
    await announce(nth(2, { snoozed: true }));
    expect(slack.edits).toBe(0);
    await announce(nth(3));
    expect(slack.texts[0]).toContain("×3");
  });

  it("is sent for a signal that waited until the workflow was snoozed", async () => {
    await announce(nth(1), nth(2, { snoozed: true }));
    expect(slack.posts).toBe(1);
    await announce(nth(4, { snoozed: true }), nth(3));
    await announce(nth(5, { snoozed: true }));
    expect([slack.posts, slack.edits]).toEqual([1, 1]);
    expect(slack.texts[0]).toContain("×4");
  });

  it("is never posted for an episode that was snoozed from start to end", async () => {
    await announce(nth(1, { snoozed: true }), nth(2, { snoozed: true }));
    expect(await announce(ended(2))).toEqual([DONE]);
    expect(slack.posts).toBe(0);
  });

  it("reports the end even while the workflow is snoozed, because it would be wrong otherwise", async () => {
    await announce(nth(1));
    await announce(nth(2, { snoozed: true }), ended(2));
    expect(lines()[0]?.slice(1, 3)).toEqual([
      "×2, since 11:01, last 11:31, sell 0.5 FRA40.I at 7,983.00",
      "Ended: it held for 60 min, from 11:01 to 12:01",
    ]);
  });

  it("does not end a continuing episode or extend one that has ended", async () => {
    await announce(nth(1), ended(1));
    await announce(nth(2));
    expect(slack.texts[0]).not.toContain("Ended");
    await announce(ended(2));
    const text = slack.texts[0];
    await announce(ended(2, { tick: TICK + 864_000 }));
    expect(slack.texts[0]).toBe(text);
  });

  it("is updated with late signals and states the delay", async () => {
    await announce(nth(1));
    marketNow = TICK + HALF_HOUR + 3 * 3_600;
    expect(await announce(nth(2))).toEqual([DONE]);
    expect([slack.posts, slack.edits]).toEqual([1, 1]);
    expect(slack.texts[0]).toContain("late by 3 h");
  });

  it("is a line of the summary while all its signals are late, and is posted at the first timely one", async () => {
    marketNow = TICK + 4 * 3_600;
    await announce(nth(1), nth(2), nth(3));
    expect(slack.texts[0]).toContain("1 older signal was not announced in time");
    expect(slack.texts[0]).toContain("12:01 CET, ×3)");
    await announce(nth(1), nth(3));
    expect(slack.posts).toBe(1);
    await announce(nth(9));
    expect(slack.posts).toBe(2);
    expect(lines()[1]?.[1]).toMatch(/^×9, since 11:01, last 15:01/);
  });

  it("is posted once if the channel does not support edits", async () => {
    const { edit: _, ...channel } = deps.channel;
    const plain = notifyHandler({ ...deps, channel });
    expect(await plain([nth(1)])).toEqual([DONE]);
    expect(await plain([nth(2), ended(2)])).toEqual([DONE, DONE]);
    expect(slack.posts).toBe(1);
  });

  it("is not used for a workflow with a message for each signal", async () => {
    const every = { announce: "every_signal" } as const;
    await announce(nth(1, every));
    await announce(nth(2, every), nth(3, { ...every, snoozed: true }), ended(3));
    expect([slack.posts, slack.edits]).toEqual([2, 0]);
    expect(lines()[1]).toHaveLength(2);
  });
});
