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
import { notifyHandler } from "./notify.ts";
import { sessionSummaries } from "./session-summary.ts";

const market = simulatedMarket({ seed: 1 });
/** Friday, half an hour after Europe's session. */
const EU_OVER = fromIso("2026-09-25T16:30:00Z");
const US_OVER = fromIso("2026-09-25T21:00:00Z");
const workflow = aWorkflow({ index: "DAX.I", cfd: "GER40.I", name: "DAX <under> its average" });
const nasdaq = aWorkflow({
  id: randomUUID(),
  index: "NAS100.I",
  cfd: "USNAS100.I",
  is_us: true,
  name: "Nasdaq",
});

describe("the summary of a session", () => {
  let now: number;
  let published: DomainEvent[];
  let decisions: ReturnType<typeof memoryDecisionStore>;
  let summarize: ReturnType<typeof sessionSummaries>;
  let isBusDown: boolean;
  beforeEach(() => {
    now = EU_OVER;
    published = [];
    isBusDown = false;
    decisions = memoryDecisionStore();
    summarize = sessionSummaries({
      scanWorkflows: async () => [workflow, nasdaq].map((value) => ({ kind: "valid", value })),
      market,
      readDecisions: decisions.read,
      receipts: memoryReceiptStore({ systemNow: () => now * 1_000, newId: randomUUID }),
      publish: async (events) => {
        if (isBusDown) throw new Error("the bus is down");
        published.push(...events);
      },
      marketNow: () => now,
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

  const summaries = () => published.filter(({ type }) => type === "DaySummarized");

  /** The messages of what was published, each event delivered twice. */
  async function messages(): Promise<readonly string[]> {
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
    const sent = summaries().map(({ type, detail }) =>
      parseEnvelope(JSON.stringify({ source: "bellwether.engine", "detail-type": type, detail })),
    );
    await notify([...sent, ...sent]);
    return texts;
  }

  it("reports what signalled, how often, what was not evaluated, and when the session opens next", async () => {
    const first = fromIso("2026-09-25T08:01:00Z");
    await decided("2026-09-25T08:01:00Z", { episode: first });
    await decided("2026-09-25T08:31:00Z", { episode: first, episode_count: 2 });
    await decided("2026-09-25T09:01:00Z", { outcome: "no_signal", episode: null });
    await decided("2026-09-25T09:31:00Z", { outcome: "skipped", reason: "market unavailable" });
    await decided("2026-09-25T16:01:00Z", {});
    // Of the day before.
    await decided("2026-09-24T10:01:00Z", {});
    // Of New York's session, which is open still.
    await decided("2026-09-25T14:01:00Z", { workflow_id: nasdaq.id });
    await summarize();
    expect(await messages()).toEqual([
      [
        "Summary of the European session of 2026-09-25: 3 signals of 1 workflow.",
        "• `DAX &lt;under&gt; its average`: 3 signals in 2 episodes",
        "Not evaluated:",
        "• market unavailable: 1 time",
        "Next session: Mon, 28 Sept 2026, 09:00 CEST",
        "<http://127.0.0.1/orders|All orders>",
      ].join("\n"),
    ]);
  });

  it("comes after each session, and names what signalled in it", async () => {
    await decided("2026-09-25T14:01:00Z", {});
    await decided("2026-09-25T14:31:00Z", { workflow_id: nasdaq.id });
    await summarize();
    now = US_OVER;
    await summarize();
    const [europe, newYork, ...others] = await messages();
    expect(others).toEqual([]);
    expect(europe).toMatch(/^Summary of the European session .*\n.*`DAX/);
    expect(newYork).toMatch(/^Summary of the New York session .*\n• `Nasdaq`.*\nNothing failed/);
    expect(newYork).toMatch(/\nNext session: Mon, 28 Sept 2026, 09:30 EDT\n/);
  });

  it("is not sent before the session's last tick is decided or missed", async () => {
    await decided("2026-09-25T09:01:00Z", {});
    now = EU_OVER - 1;
    await summarize();
    expect(summaries()).toEqual([]);
  });

  it("counts the signals of a deleted workflow by their ticks", async () => {
    await decided("2026-09-25T14:01:00Z", { workflow_id: randomUUID() });
    await decided("2026-09-25T18:01:00Z", { workflow_id: randomUUID() });
    now = US_OVER;
    await summarize();
    expect(summaries()).toMatchObject([
      { detail: { session: "eu", named: [{ workflow_name: "a workflow that was deleted" }] } },
      { detail: { session: "us", signals: 1 } },
    ]);
  });

  it("states that nothing signalled and nothing failed", async () => {
    await decided("2026-09-25T09:01:00Z", { outcome: "no_signal", episode: null });
    await summarize();
    expect(await messages()).toEqual([
      expect.stringMatching(/no workflow signalled\.\nNothing failed\.\nNext session: Mon/),
    ]);
  });

  it("is not sent for a session in which nothing was due, nor twice", async () => {
    await decided("2026-09-25T09:01:00Z", {});
    await summarize();
    await summarize();
    expect(summaries()).toHaveLength(1);
    now = EU_OVER + 3 * DAY_SECONDS;
    await summarize();
    expect(summaries()).toHaveLength(1);
  });

  it("is sent by the next call when the bus did not accept it", async () => {
    await decided("2026-09-25T09:01:00Z", {});
    isBusDown = true;
    await expect(summarize()).rejects.toThrow("down");
    isBusDown = false;
    await summarize();
    expect(summaries()).toHaveLength(1);
  });
});
