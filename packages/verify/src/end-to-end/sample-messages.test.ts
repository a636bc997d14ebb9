import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { DomainEvent } from "@bellwether/core/event";
import { orderOf } from "@bellwether/core/order";
import { lastOrderOf } from "@bellwether/core/projection";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { fromIso, type Instant } from "@bellwether/core/time";
import type { Workflow } from "@bellwether/core/workflow";
import { memoryDecisionStore, memoryEpisodeCutStore } from "@bellwether/functions/adapter/memory";
import { slackChannel } from "@bellwether/functions/adapter/slack";
import {
  checkFile,
  generateHandler,
  notifyHandler,
  sessionSummaries,
} from "@bellwether/functions/handler";
import { sessionTicks } from "@bellwether/local/schedule";
import { SAMPLE_FILE } from "@bellwether/local/workflow-file";
import { simulatedMarket } from "@bellwether/markets/simulated";
import { describe, expect, it } from "vitest";

const FROM = fromIso("2026-06-14T00:00:00Z");
const TO = fromIso("2026-09-14T00:00:00Z");
const MOST_POSTS = 371;
/** The seed of the simulated market of one machine. */
const SEED = 1;

const ANNOUNCED: readonly string[] = ["OrderSignal", "EpisodeEnded", "DaySummarized"];

const log = { info: () => {}, warn: () => {}, error: () => {} };

/** Runs the samples tick after tick, each until it is announced. */
async function announcements() {
  const market = simulatedMarket({ seed: SEED });
  const decisions = memoryDecisionStore();
  let now: Instant = FROM;
  const clock = { systemNow: () => now * 1_000, newId: randomUUID };
  const count = { signals: 0, posts: 0, edits: 0, summaries: 0, episodes: new Set<string>() };
  const messages = new Map<string, string>();
  const notify = notifyHandler({
    ...clock,
    log,
    receipts: memoryReceiptStore(clock),
    episodes: memoryEpisodeMessageStore(clock),
    channel: slackChannel({
      post: async ({ text }) => {
        count.posts += 1;
        messages.set(`${count.posts}`, text);
        return `${count.posts}`;
      },
      edit: async (reference, { text }) => {
        count.edits += 1;
        messages.set(reference, text);
      },
    }),
    consumer: "notify",
    marketNow: () => now,
    sleep: async () => {},
    dashboardUrl: () => "http://127.0.0.1",
  });
  const workflows = new Map<string, Workflow>();
  const { workflows: drafts } = checkFile(readFileSync(SAMPLE_FILE));
  for (const { draft } of drafts) {
    const id = randomUUID();
    workflows.set(id, { ...draft, id, version: 1, created_at: 0, updated_at: 0 });
  }
  let published: DomainEvent[] = [];
  const engine = {
    ...clock,
    log,
    market,
    scanWorkflows: async () =>
      [...workflows.values()].map((value) => ({ kind: "valid" as const, value })),
    readDecisions: decisions.read,
    publish: async (events: readonly DomainEvent[]) => {
      published.push(...events);
    },
    marketNow: () => now,
  };
  const generate = generateHandler({
    episodeCuts: memoryEpisodeCutStore(),
    ...engine,
    readPause: async () => ({ paused: false, changed_at: null, by: null }),
  });
  const summarize = sessionSummaries({ ...engine, receipts: memoryReceiptStore(clock) });
  const instruments = await Promise.all(
    [...workflows.values()].map(({ cfd }) => market.findInstrument(cfd)),
  );
  const traded = instruments.map(({ code, market: session = "eu" }) => ({ code, session }));
  for (const tick of [...sessionTicks(FROM, TO, traded), TO]) {
    now = tick;
    published = [];
    if (tick < TO) await generate({ tick });
    await summarize();
    for (const event of published) {
      if (event.type === "WorkflowsDecided") await decisions.put(event.detail);
      if (event.type === "DaySummarized") count.summaries += 1;
      if (event.type !== "OrderSignal") continue;
      const { workflow_id: id, episode } = event.detail;
      count.signals += 1;
      count.episodes.add(`${id}.${episode}`);
      const workflow = workflows.get(id) as Workflow;
      workflows.set(id, { ...workflow, last_order: lastOrderOf(orderOf(event.detail)) });
    }
    await notify(published.filter(({ type }) => ANNOUNCED.includes(type)));
  }
  return { ...count, episodes: count.episodes.size, messages: [...messages.values()] };
}

describe("the sample workflows over a quarter", () => {
  it(`post at most ${MOST_POSTS} messages: one for each episode, and the summaries of sessions`, async () => {
    const { signals, episodes, posts, edits, summaries, messages } = await announcements();
    expect(posts).toBe(episodes + summaries);
    expect(posts).toBeLessThanOrEqual(MOST_POSTS);
    // The figures of docs/signals.md.
    expect({ signals, episodes, edits, summaries }).toEqual({
      signals: 744,
      episodes: 192,
      edits: 744,
      summaries: 127,
    });
    const running = messages.filter(
      (text) => !text.includes("\nEnded: ") && !text.startsWith("Summary"),
    );
    expect(running.length).toBeLessThan(5);
  });
});
