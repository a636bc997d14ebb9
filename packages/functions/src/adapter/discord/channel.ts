import type { Markup } from "@bellwether/core/announcement";
import { onOneLine } from "@bellwether/core/text";
import * as z from "zod";
import { channelAdapter } from "../channel/adapter.ts";
import {
  callService,
  codeOfStatus,
  foreignAnswer,
  jsonOf,
  requestedWait,
  serviceError,
} from "../channel/answer.ts";
import { urlSchema } from "../channel/setting.ts";

const settings = z.object({
  /** "Copy webhook URL" in the settings of a channel: a secret, because it allows posting. */
  DISCORD_WEBHOOK_URL: urlSchema.refine(
    (value) => /\/webhooks\/[^/]+\/[^/]+\/?$/.test(new URL(value).pathname),
    "must be the URL of a webhook, .../api/webhooks/ID/TOKEN",
  ),
});

/** In Discord's Markdown a backslash escapes a character, but it would break an address. Inside code
 *  nothing has a meaning, not even a backslash. */
const discordMarkup: Markup = {
  escape: (text) => onOneLine(text).replaceAll(/[\\`*_~|<>#@:[\]()+-]/g, String.raw`\$&`),
  name: (text) => `\`${onOneLine(text).replaceAll("`", "'")}\``,
  link: (url, label) => `[${label}](<${url}>)`,
};

const messageSchema = z.object({ id: z.string().regex(/^\d+$/) });
const errorSchema = z.object({
  message: z.string(),
  code: z.int().optional(),
  /** Seconds, with fractions. */
  retry_after: z.unknown().optional(),
});

/** Source: discord.com/developers, "Opcodes and status codes", JSON error codes. */
const UNKNOWN_MESSAGE = 10_008;
/** `Unknown Webhook`, and `Invalid Webhook Token`: another URL is needed. */
const OTHER_URL_NEEDED = new Set([10_015, 50_027]);

/** Suppresses the previews of links. */
const SUPPRESS_EMBEDS = 4;

/** A channel of Discord by its webhook. */
export const discord = channelAdapter({
  kind: "discord",
  settings,
  markup: discordMarkup,
  roomOf: () => "the channel",
  // A webhook takes thirty messages a minute; a message has 2,000 characters.
  limits: { intervalMs: 2_100, maxLength: 2_000 },
  edits: true,
  connect({ DISCORD_WEBHOOK_URL: url }, timeoutMs) {
    const webhook = url.replace(/\/$/, "");
    const call = async (method: "POST" | "PATCH", path: string, text: string): Promise<string> => {
      const answer = await callService("Discord", {
        url: `${webhook}${path}`,
        timeoutMs,
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          content: text,
          allowed_mentions: { parse: [] },
          flags: SUPPRESS_EMBEDS,
        }),
      });
      const { status } = answer;
      const json = jsonOf(answer);
      if (status >= 200 && status < 300) {
        const message = messageSchema.safeParse(json);
        if (message.success) return message.data.id;
        throw foreignAnswer("Discord", answer);
      }
      const { data: error } = errorSchema.safeParse(json);
      if (error === undefined) throw foreignAnswer("Discord", answer);
      if (error.code === UNKNOWN_MESSAGE) throw serviceError("Discord", "gone", error.message);
      const isOtherUrlNeeded = OTHER_URL_NEEDED.has(error.code ?? 0);
      const code = isOtherUrlNeeded ? "unauthorized" : codeOfStatus(status);
      const wait = error.retry_after ?? requestedWait(answer);
      throw serviceError("Discord", code, error.message, wait);
    };
    return {
      post: ({ text }) => call("POST", "?wait=true", text),
      edit: async (reference, { text }) => {
        if (!/^\d+$/.test(reference)) throw serviceError("Discord", "gone", "no such message");
        await call("PATCH", `/messages/${reference}`, text);
      },
    };
  },
});
