import type { ChannelMessage } from "@bellwether/core/announcement";
import type { DomainEvent } from "@bellwether/core/event";
import { memoryEpisodeMessageStore, memoryReceiptStore } from "@bellwether/core/testing";
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

/** Every event in which a text from outside reaches a message. */
function eventsWith(text: string): readonly DomainEvent[] {
  const workflow = { workflow_id: "w", workflow_name: text };
  const signal = aSignal({ workflow_name: text, order_code: text });
  const stuck = { count: 1, named: [{ ...workflow, reason: text, detail: text }] };
  const examples = [{ ...workflow, detail: text }];
  const reasons = [{ outcome: "failed" as const, reason: text, count: 1, examples }];
  return [
    { type: "OrderSignal", detail: signal },
    { type: "OrderSignal", detail: { ...signal, announce: "once_per_episode", episode: TICK } },
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
  ];
}

/** What a channel posts for these events, one text each; `late` sums up what is too old. */
async function postedBy(
  adapter: ChannelAdapter,
  events: readonly DomainEvent[],
  late = false,
): Promise<readonly string[]> {
  const posted: ChannelMessage[] = [];
  let ids = 0;
  const store = { systemNow: () => 0, newId: () => `${(ids += 1)}` };
  const opened = adapter.open(async () => ({}));
  for (const event of events) {
    const notify = notifyHandler({
      receipts: memoryReceiptStore(store),
      episodes: memoryEpisodeMessageStore(store),
      channel: {
        ...opened,
        post: async (message) => {
          posted.push(message);
          return null;
        },
      },
      consumer: adapter.name,
      marketNow: () => TICK + (late ? 10_000 : 60),
      systemNow: () => 0,
      sleep: async () => {},
      dashboardUrl: () => "https://bellwether.example",
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    await notify([event]);
  }
  return posted.map(({ text }) => text);
}

/** The markup and line ends of a text, as its service reads them. */
const STRUCTURE = {
  slack: /\n|<[^>]*>|`/g,
  telegram: /\n|<[^>]*>/g,
  // A character after a backslash is no markup, and neither is what stands between two backticks.
  discord: /\\.|\n|`[^`\n]*`|\[[^\]]*\]\(<[^>]*>\)|[*_~|<>#@[\]]/g,
  email: /\n/g,
} as const;

function structureOf(channel: keyof typeof STRUCTURE, texts: readonly string[]): string[][] {
  return texts.map((text) =>
    (text.match(STRUCTURE[channel]) ?? [])
      .filter((token) => !token.startsWith("\\"))
      .map((token) => (token.startsWith("`") && token.length > 1 ? "code" : token)),
  );
}

/** Everything that starts markup, a mention, a line or a header somewhere. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(..."<>&`*_~[]()|@#!:/\\\"'=-+.\n\r\u2028\u0085 ab".split("")),
      fc.constantFrom(
        "@everyone",
        "<!channel>",
        "</code><a href='x'>",
        "```",
        "**",
        "\r\nBcc: a@b.c",
      ),
      fc.constantFrom("[x](https://evil.example)", "https://evil.example", "&lt;", "\\`", "<@1>"),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(""))
  .filter((text) => text.trim() !== "");

describe.each([slack, telegram, discord, smtpEmail])(
  "a hostile name in $name",
  { timeout: TIMEOUT_MS },
  (adapter) => {
    const channel = adapter.name as keyof typeof STRUCTURE;

    it.each([false, true])("changes neither markup nor lines (late: %s)", async (late) => {
      const harmless = structureOf(channel, await postedBy(adapter, eventsWith("name"), late));
      await fc.assert(
        fc.asyncProperty(hostile, async (text) => {
          const texts = await postedBy(adapter, eventsWith(text), late);
          expect(structureOf(channel, texts)).toEqual(harmless);
        }),
        { numRuns: NUM_RUNS },
      );
    });
  },
);
