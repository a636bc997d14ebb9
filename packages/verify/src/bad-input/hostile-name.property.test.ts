import type { Channel } from "@bellwether/core/announcement";
import type { DomainEvent } from "@bellwether/core/event";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
import { UNPRINTABLE } from "@bellwether/core/text";
import type { ChannelAdapter } from "@bellwether/functions/adapter/channel";
import { discord } from "@bellwether/functions/adapter/discord";
import { smtpEmail } from "@bellwether/functions/adapter/email";
import { slack } from "@bellwether/functions/adapter/slack";
import { telegram } from "@bellwether/functions/adapter/telegram";
import { notifyHandler } from "@bellwether/functions/handler";
import { aRun, aSignal, TICK } from "@bellwether/functions/testing";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NUM_RUNS, TIMEOUT_MS } from "./malformed.ts";

/** Every event in which a text from outside reaches a message: names, codes, reasons, errors of a
 *  market, and the person who pauses. The episode's message is posted, edited and ended. */
function eventsWith(text: string): readonly DomainEvent[] {
  const workflow = { workflow_id: "w", workflow_name: text };
  const signal = aSignal({ workflow_name: text, order_code: text });
  const begun = {
    ...signal,
    announce: "once_per_episode",
    episode: TICK,
    episode_count: 1,
  } as const;
  const later = TICK + 1_800;
  const second = {
    ...begun,
    id: `${signal.workflow_id}.${later}`,
    placed_at: later,
    episode_count: 2,
    order_price: signal.order_price + 100,
  };
  const ended = {
    schema: 1,
    workflow_id: signal.workflow_id,
    episode: TICK,
    episode_count: 2,
    tick: later + 1_800,
  } as const;
  const stuck = { count: 1, named: [{ ...workflow, reason: text, detail: text }] };
  const examples = [{ ...workflow, detail: text }];
  const reasons = [{ outcome: "failed" as const, reason: text, count: 1, examples }];
  return [
    { type: "OrderSignal", detail: { ...signal, id: `${signal.workflow_id}.${TICK - 1_800}` } },
    { type: "OrderSignal", detail: begun },
    { type: "OrderSignal", detail: second },
    { type: "EpisodeEnded", detail: ended },
    { type: "RunCompleted", detail: aRun({ failed: 1, reasons }) },
    {
      type: "TroubleChanged",
      detail: {
        schema: 1,
        tick: TICK,
        began: { nothing_evaluated: { reason: text, detail: text }, stuck },
        ended: { nothing_evaluated: true, stuck: { count: 1, named: [text] } },
      },
    },
    {
      type: "PauseChanged",
      detail: { schema: 1, id: "p", paused: true, changed_at: TICK, by: text },
    },
    {
      type: "DaySummarized",
      detail: {
        schema: 1,
        tick: TICK,
        day: "2026-11-23",
        signals: 1,
        workflows: 1,
        named: [{ ...workflow, signals: 1, episodes: 1 }],
        failures: [{ reason: text, count: 1 }],
        next: null,
      },
    },
  ];
}

/** What a channel posts for these events, and then how it edits, one text each; `late` sums up what is
 *  too old. */
async function writtenBy(
  adapter: ChannelAdapter,
  events: readonly DomainEvent[],
  late = false,
): Promise<readonly string[]> {
  const written: string[] = [];
  let ids = 0;
  const store = { systemNow: () => 0, newId: () => `${(ids += 1)}` };
  const opened = adapter.open(async () => ({}));
  const channel: Channel = {
    ...opened,
    post: async ({ text }) => `${written.push(text)}`,
    ...(opened.edit && { edit: async (_, { text }) => void written.push(text) }),
  };
  const notify = notifyHandler({
    receipts: memoryReceiptStore(store),
    episodes: memoryEpisodeMessageStore(store),
    channel,
    consumer: adapter.kind,
    marketNow: () => TICK + (late ? 20_000 : 3_700),
    systemNow: () => 0,
    sleep: async () => {},
    dashboardUrl: () => "https://bellwether.example",
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  for (const event of events) await notify([event]);
  return written;
}

/** What a service reads as something else than text. */
type Read = (text: string) => readonly string[];
const tokens = (text: string, pattern: RegExp): readonly string[] => text.match(pattern) ?? [];

/** The markup and line ends of a text, as its service reads them. */
const READ = {
  // Text that would be formatted is set as code, in which nothing is.
  slack: (text) => {
    const plain = text.replaceAll(/<[^>]*>/g, "").replaceAll(/`[^`\n]*`/g, "");
    return [...tokens(text, /\n|<[^>]*>/g), ...tokens(plain, /[*_~`]|:[\w+-]+:|:\/\/|\bwww\./gi)];
  },
  telegram: (text) => tokens(text, /\n|<[^>]*>/g),
  // A character after a backslash is no markup, and neither is what stands between two backticks.
  discord: (text) =>
    tokens(text, /\\.|\n|`[^`\n]*`|\[[^\]]*\]\(<[^>]*>\)|:\/\/|[*_~|<>#@[\]]/g)
      .filter((token) => !token.startsWith("\\"))
      .map((token) => (token.startsWith("`") && token.length > 1 ? "code" : token)),
  email: (text) => tokens(text, /\n/g),
} as const satisfies Record<string, Read>;

const HARMLESS = "name";

/** Everything that starts markup, a mention, a link, a line, a header or another writing direction. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."<>&`*_~[]()|@#!:/\\\"'=-+.\n\r\u2028\u0085 ab".split("")),
      fc.constantFrom(..."\u202A\u202E\u2066\u2069\u0000\u001B\u0008\u2029\t\v\f".split("")),
      fc.constantFrom(
        "@everyone",
        "<!channel>",
        "</code><a href='x'>",
        "```",
        "**",
        "\r\nBcc: a@b.c",
        ":smile:",
        "*bold*",
        "_italic_",
        "~gone~",
        "||spoiler||",
      ),
      fc.constantFrom("[x](https://evil.example)", "https://evil.example", "&lt;", "\\`", "<@1>"),
      fc.constantFrom("www.evil.example", "<https://evil.example|x>", "<t:1>", "> ", "# "),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() !== "");

describe.each([slack, telegram, discord, smtpEmail])(
  "a hostile text in $kind",
  { timeout: TIMEOUT_MS },
  (adapter) => {
    const read: Read = READ[adapter.kind as keyof typeof READ];

    it.each([false, true])("changes neither markup nor lines (late: %s)", async (late) => {
      const harmless = await writtenBy(adapter, eventsWith(HARMLESS), late);
      await fc.assert(
        fc.asyncProperty(hostile, async (text) => {
          const texts = await writtenBy(adapter, eventsWith(text), late);
          expect(texts.map(read)).toEqual(harmless.map(read));
          for (const line of texts.flatMap((one) => one.split("\n"))) {
            expect(line).not.toMatch(UNPRINTABLE);
          }
        }),
        { numRuns: NUM_RUNS },
      );
    });

    it("would be seen in every message", async () => {
      const texts = await writtenBy(adapter, eventsWith(HARMLESS));
      expect(texts).toHaveLength(adapter.open(async () => ({})).edit === undefined ? 6 : 8);
      for (const text of texts) expect(text).toContain(HARMLESS);
    });
  },
);
