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
  TELEGRAM_BOT_TOKEN: z.string().regex(/^\d+:[\w-]+$/, "must be a bot's token, such as 123:ABC"),
  TELEGRAM_CHAT_ID: z
    .string()
    .regex(/^(-?\d+|@\w+)$/, "must be the number of a chat, or @ and the name of a channel"),
  /** Another server with the bot API. */
  TELEGRAM_API_URL: urlSchema.default("https://api.telegram.org"),
});

/** Three characters must be escaped in HTML. External text is formatted as code, in which Telegram
 *  recognizes no mentions, hashtags, commands or addresses.
 *  Source: core.telegram.org/bots/api, "HTML style". */
const telegramMarkup: Markup = {
  escape: code,
  name: code,
  link: (url, label) => `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`,
};

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function escapeHtml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return onOneLine(escaped.replaceAll('"', "&quot;"));
}

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.object({ message_id: z.int() }) }),
  z.object({
    ok: z.literal(false),
    description: z.string(),
    parameters: z.object({ retry_after: z.unknown() }).partial().optional(),
  }),
]);

/** 400 for an edit of a message that was deleted, or is too old to be changed. */
const GONE = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/;
/** The edit was made before, but its answer was lost. */
const DONE_BEFORE = /message is not modified/;

/** Telegram by its bot API. */
export const telegram = channelAdapter({
  kind: "telegram",
  settings,
  markup: telegramMarkup,
  roomOf: () => "the chat",
  // "Your bot will not be able to send more than 20 messages per minute to the same group"; a
  // message has "1-4096 characters after entities parsing". Source: core.telegram.org/bots.
  limits: { intervalMs: 3_100, maxLength: 4_096 },
  edits: true,
  connect(
    { TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: chat_id, TELEGRAM_API_URL: base },
    timeoutMs,
  ) {
    const call = async (method: string, fields: object): Promise<string> => {
      const answer = await callService("Telegram", {
        url: `${base.replace(/\/$/, "")}/bot${token}/${method}`,
        timeoutMs,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          chat_id,
          parse_mode: "HTML",
          link_preview_options: { is_disabled: true },
          ...fields,
        }),
      });
      const { status } = answer;
      const { data } = answerSchema.safeParse(jsonOf(answer));
      if (data?.ok === true) return String(data.result.message_id);
      if (data === undefined) throw foreignAnswer("Telegram", answer);
      if (status === 400 && DONE_BEFORE.test(data.description)) return "";
      if (status === 400 && GONE.test(data.description)) {
        throw serviceError("Telegram", "gone", data.description);
      }
      // With a token that belongs to no bot, every method answers 404.
      const code = status === 404 ? "unauthorized" : codeOfStatus(status);
      const wait = data.parameters?.retry_after ?? requestedWait(answer);
      throw serviceError("Telegram", code, data.description, wait);
    };
    return {
      post: ({ text }) => call("sendMessage", { text }),
      edit: async (reference, { text }) => {
        if (!/^\d+$/.test(reference)) throw serviceError("Telegram", "gone", "no such message");
        await call("editMessageText", { message_id: Number(reference), text });
      },
    };
  },
});
