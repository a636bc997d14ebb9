import { randomUUID } from "node:crypto";
import { type DomainEvent, parseEnvelope } from "@bellwether/core/event";
import { type WorkflowDecision } from "@bellwether/core/signal";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { DAY_SECONDS, fromIso } from "@bellwether/core/time";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryDecisionStore } from "../adapter/memory/decision-store.ts";
import { slackChannel } from "../adapter/slack/channel.ts";
import { aWorkflow } from "../testing/sample.ts";
import { dailyReview } from "./daily-review.ts";
import { notifyHandler } from "./notify.ts";

const market = simulatedMarket({ seed: 1 });
/** Friday, after New York's session. */
const REVIEW = fromIso("2026-09-25T22:00:00Z");
const workflow = aWorkflow({ index: "DAX.I", cfd: "GER40.I", name: "DAX <under> its average" });

describe("the summary of a day", () => {
  let now: number;
  let published: DomainEvent[];
  let decisions: ReturnType<typeof memoryDecisionStore>;
  let review: ReturnType<typeof dailyReview>;
  beforeEach(() => {
    now = REVIEW;
    published = [];
    decisions = memoryDecisionStore();
    review = dailyReview({
      scanWorkflows: async () => [{ kind: "valid", value: workflow }],
      market,
      readDecisions: async () => [],
      listRuns: async () => [],
      writeAudit: async () => {},
      receipts: memoryReceiptStore({ systemNow: () => now * 1_000, newId: randomUUID }),
      summary: { readDecisions: decisions.read },
      publish: async (events) => {
        published.push(...events);
      },
      marketNow: () => now,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
  });

  const decided = (at: string, over: Partial<WorkflowDecision>) =>
    decisions.put({
      schema: 1,
      tick: fromIso(at),
      part: 0,
      parts: 1,
      decisions: [
        {
          workflow_id: workflow.id,
          outcome: "signal",
          reason: null,
          value: null,
          distance_points: 0,
          range_points: null,
          episode: fromIso(at),
          episode_count: 1,
          ...over,
        },
      ],
    });

  const summary = () => published.find(({ type }) => type === "DaySummarized");

  async function message(): Promise<string | undefined> {
    const texts: string[] = [];
    const clock = { systemNow: () => 0, newId: randomUUID };
    const notify = notifyHandler({
      ...clock,
      receipts: memoryReceiptStore(clock),
      episodes: memoryEpisodeMessageStore(clock),
      channel: slackChannel({
        post: async ({ text }) => {
          texts.push(text);
          return null;
        },
        edit: async () => {},
      }),
      consumer: "notify",
      marketNow: () => now,
      sleep: async () => {},
      dashboardUrl: () => "http://127.0.0.1",
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    const event = summary();
    const body = {
      source: "bellwether.engine",
      "detail-type": event?.type,
      detail: event?.detail,
    };
    const sent = parseEnvelope(JSON.stringify(body));
    await notify([sent, sent]);
    expect(texts).toHaveLength(1);
    return texts[0];
  }

  it("reports what signalled, how often, what was not evaluated, and when the next session opens", async () => {
    const first = fromIso("2026-09-25T08:01:00Z");
    await decided("2026-09-25T08:01:00Z", { episode: first });
    await decided("2026-09-25T08:31:00Z", { episode: first, episode_count: 2 });
    await decided("2026-09-25T09:01:00Z", { outcome: "no_signal", episode: null });
    await decided("2026-09-25T09:31:00Z", { outcome: "skipped", reason: "market unavailable" });
    await decided("2026-09-25T10:01:00Z", {});
    // Of the day before.
    await decided("2026-09-24T10:01:00Z", {});
    await review();
    expect(await message()).toBe(
      [
        "Summary of 2026-09-25: 3 signals of 1 workflow.",
        "• `DAX &lt;under&gt; its average`: 3 signals in 2 episodes",
        "Not evaluated:",
        "• market unavailable: 1 time",
        "Next session: Mon, 28 Sept 2026, 09:00 CEST",
        "<http://127.0.0.1/orders|All orders>",
      ].join("\n"),
    );
  });

  it("says that nothing signalled and nothing failed", async () => {
    await decided("2026-09-25T09:01:00Z", { outcome: "no_signal", episode: null });
    await review();
    expect(await message()).toMatch(/no workflow signalled\.\nNothing failed\.\nNext session: Mon/);
  });

  it("is not sent for a day without a session, nor twice", async () => {
    await decided("2026-09-25T09:01:00Z", {});
    await review();
    await review();
    expect(published.filter(({ type }) => type === "DaySummarized")).toHaveLength(1);
    published = [];
    now = REVIEW + DAY_SECONDS;
    await review();
    expect(summary()).toBeUndefined();
  });
});
