import { ChannelError, type ChannelMessage } from "@bellwether/core/announcement";
import { type DomainEvent, parseEnvelope, type QueueConsumer } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { slackChannel } from "../adapter/slack/channel.ts";
import { aRun, aSignal, TICK } from "../testing/sample.ts";
import { type NotifyDeps, notifyHandler } from "./notify.ts";
import { together } from "./queue-consumer.ts";

const SECOND = "6c1f5b2f-7d1e-4f8c-8b46-1f7f2f7f4b02";
const THIRD = "6c1f5b2f-7d1e-4f8c-8b46-1f7f2f7f4b09";
const DONE = { kind: "done" };
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

describe("the notify consumer", () => {
  let posted: ChannelMessage[];
  let slack: (message: ChannelMessage) => Promise<void>;
  let marketNow: number;
  let systemNow: number;
  let stopping: AbortController;
  let deps: NotifyDeps;
  let handle: QueueConsumer;

  beforeEach(() => {
    posted = [];
    slack = async () => {};
    marketNow = TICK + 5;
    systemNow = 1_000_000;
    stopping = new AbortController();
    let ids = 0;
    deps = {
      log,
      receipts: memoryReceiptStore({ systemNow: () => systemNow, newId: () => `token-${ids++}` }),
      episodes: memoryEpisodeMessageStore({
        systemNow: () => systemNow,
        newId: () => `token-${ids++}`,
      }),
      channel: slackChannel({
        post: async (message) => {
          await slack(message);
          posted.push(message);
          return null;
        },
        edit: async () => {},
      }),
      consumer: "notify",
      marketNow: () => marketNow,
      systemNow: () => systemNow,
      async sleep(durationMs) {
        systemNow += durationMs;
      },
      dashboardUrl: () => "http://127.0.0.1:4280",
      stopping: stopping.signal,
    };
    handle = together(parseEnvelope, notifyHandler(deps));
  });

  const claimKey = `notify#${aSignal().id}`;

  it("announces a signal in one sentence, with the tick in exchange time and a link", async () => {
    expect(await handle([signal()])).toEqual([DONE]);
    expect(posted).toMatchObject([
      {
        room: "#workflows",
        text:
          "Workflow `CAC under its 50-hour average` will trigger an order Sell for 0.5 FRA40.I at 7983.00: last price 7985.50\n" +
          "Mon, 23 Nov 2026, 11:01 CET · last price: close of the candle of Mon, 23 Nov 2026, 10:00 CET · " +
          "<http://127.0.0.1:4280/workflows/5b0f4a1e-6c0d-4e7b-9a35-0f6f1f6f3a01|Open the workflow>",
      },
    ]);
  });

  it("observes how long a signal took to be announced", async () => {
    const observed: unknown[] = [];
    const observe = (...observation: unknown[]) => observed.push(observation);
    handle = together(parseEnvelope, notifyHandler({ ...deps, observe }));
    await handle([signal({ emitted_at_ms: systemNow - 700 })]);
    expect(observed).toEqual([["announced", 700]]);
  });

  it("states that the market has already passed the price, and that an alert is not an order", async () => {
    await handle([signal({ market_price: 7_980 })]);
    await handle([signal({ workflow_id: SECOND, id: `${SECOND}.${TICK}`, market_price: 7_990 })]);
    await handle([signal({ workflow_id: THIRD, id: `${THIRD}.${TICK}`, order_quantity: 0 })]);
    expect(posted[0]?.text).toContain("the market has already passed this price: 7980.00");
    expect(posted[1]?.text).not.toContain("passed");
    expect(posted[2]?.text).toContain("alert only, without an order");
  });

  it("sends stocks to their own channel, and failures of a run to the errors' channel", async () => {
    await handle([
      signal({ asset_type: "Stock" }),
      envelope({ type: "RunCompleted", detail: aRun({ failed: 2 }) }),
    ]);
    expect(posted.map(({ room }) => room)).toEqual(["#workflows-stock", "#errors"]);
  });

  it("marks a dry run, and a message that is more than ten minutes late", async () => {
    marketNow = TICK + 600;
    await handle([signal({ dry_run: true })]);
    marketNow = TICK + 661;
    await handle([signal({ workflow_id: SECOND, id: `${SECOND}.${TICK}` })]);
    expect(posted[0]?.text).toContain(" · dry run · ");
    expect(posted[0]?.text).not.toContain("late");
    expect(posted[1]?.text).toContain(" · late by 11 min · ");
  });

  it("escapes names, so that none can mention a channel", async () => {
    await handle([signal({ workflow_name: "<!channel> & <http://evil|friends>" })]);
    expect(posted[0]?.text).toContain("`&lt;!channel&gt; &amp; &lt;http://evil|friends&gt;`");
    expect(posted[0]?.text).not.toContain("<!channel>");
  });

  it("prevents a name from adding markup", async () => {
    await handle([signal({ workflow_name: "a `*b*` c" })]);
    expect(posted[0]?.text).toMatch(/^Workflow `a '\*b\*' c` will trigger/);
  });

  it("writes New York's time with its own abbreviation", async () => {
    await handle([signal({ market: "us" })]);
    expect(posted[0]?.text).toContain("Mon, 23 Nov 2026, 05:01 EST · ");
  });

  it("prevents a name from adding a line", async () => {
    await handle([signal({ workflow_name: "a\r\nb\u2028c" })]);
    const [first, ...others] = (posted[0]?.text ?? "").split(/[\r\n\u2028]/);
    expect(first).toMatch(/^Workflow `a b c` will trigger/);
    expect(others).toHaveLength(1);
  });

  it("sends duplicates once, in one batch and in the next", async () => {
    expect(await handle([signal(), signal()])).toEqual([DONE, DONE]);
    expect(await handle([signal()])).toEqual([DONE]);
    expect(posted).toHaveLength(1);
  });

  it("defers a message until another worker's claim expires", async () => {
    await deps.receipts.claim(claimKey, 30_000);
    expect(await handle([signal()])).toEqual([{ kind: "later", delayMs: 30_000 }]);
    expect(posted).toEqual([]);
  });

  it("releases the claim and fails the delivery when Slack was not reached", async () => {
    slack = () => Promise.reject(new ChannelError("unavailable", "500", { retryable: true }));
    expect(await handle([signal()])).toEqual([{ kind: "failed", reason: "500" }]);
    expect(await deps.receipts.claim(claimKey, 1)).toMatchObject({ kind: "claimed" });
  });

  it("keeps the claim when the message may have been posted", async () => {
    slack = () =>
      Promise.reject(new ChannelError("unknown-outcome", "cut off", { retryable: true }));
    expect(await handle([signal()])).toEqual([{ kind: "failed", reason: "cut off" }]);
    expect(await deps.receipts.claim(claimKey, 1)).toMatchObject({ kind: "held" });
  });

  it("parks a message that Slack rejects, with the reason, and releases the claim for a redrive", async () => {
    slack = () =>
      Promise.reject(new ChannelError("refused", "channel_not_found", { retryable: false }));
    expect(await handle([signal()])).toEqual([{ kind: "poison", reason: "channel_not_found" }]);
    expect(await deps.receipts.claim(claimKey, 1)).toMatchObject({ kind: "claimed" });
  });

  it("parks an invalid event and delivers the rest of the batch", async () => {
    const poison = { kind: "poison", reason: "the message is not JSON" };
    expect(await handle(["{", signal()])).toEqual([poison, DONE]);
    expect(posted).toHaveLength(1);
  });

  it("defers all messages of a channel for the time of a 429, after one request", async () => {
    let calls = 0;
    slack = () => {
      calls += 1;
      return Promise.reject(
        new ChannelError("rate-limited", "429", { retryable: true, retryAfterMs: 30_000 }),
      );
    };
    const other = signal({ workflow_id: SECOND, id: `${SECOND}.${TICK}` });
    const later = { kind: "later", delayMs: 30_000 };
    expect(await handle([signal(), other])).toEqual([later, later]);
    expect(calls).toBe(1);
    expect(await deps.receipts.claim(claimKey, 1)).toMatchObject({ kind: "claimed" });
  });

  it("summarizes messages older than two hours for each channel, once", async () => {
    marketNow = TICK + 7_201;
    const bodies = [
      signal(),
      signal({ workflow_id: SECOND, id: `${SECOND}.${TICK}`, dry_run: true }),
      signal({ placed_at: TICK - 60, asset_type: "Stock" }),
    ];
    expect(await handle(bodies)).toEqual([DONE, DONE, DONE]);
    expect(await handle(bodies)).toEqual([DONE, DONE, DONE]);
    expect(posted.map(({ room }) => room)).toEqual(["#workflows", "#workflows-stock"]);
    expect(posted[0]?.text).toMatch(/^2 older signals were not announced in time/);
    expect(posted[0]?.text).toContain("dry run");
    expect(posted[1]?.text).toMatch(/^1 older signal was not announced in time/);
  });

  it("fails every delivery of a summary that was not sent", async () => {
    marketNow = TICK + 7_201;
    slack = () => Promise.reject(new ChannelError("unavailable", "500", { retryable: true }));
    const other = signal({ workflow_id: SECOND, id: `${SECOND}.${TICK}` });
    const failed = { kind: "failed", reason: "500" };
    expect(await handle([signal(), other])).toEqual([failed, failed]);
  });

  it("keeps the minimum interval of a channel", async () => {
    const times: number[] = [];
    slack = async () => {
      times.push(systemNow);
    };
    const other = signal({ workflow_id: SECOND, id: `${SECOND}.${TICK}` });
    await handle([signal(), other]);
    expect(times).toEqual([1_000_000, 1_001_100]);
  });

  it("defers every message while stopping", async () => {
    stopping.abort();
    expect(await handle([signal()])).toEqual([{ kind: "later", delayMs: 0 }]);
    expect(posted).toEqual([]);
    expect(await deps.receipts.claim(claimKey, 1)).toMatchObject({ kind: "claimed" });
  });
});

function signal(over: Parameters<typeof aSignal>[0] = {}): string {
  return envelope({ type: "OrderSignal", detail: aSignal(over) });
}

function envelope({ type, detail }: DomainEvent): string {
  return JSON.stringify({ source: "bellwether.engine", "detail-type": type, detail });
}
