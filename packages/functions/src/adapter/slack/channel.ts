import type { Channel, Markup, Topic } from "@bellwether/core/announcement";
import { onOneLine } from "@bellwether/core/text";

/** Room of each topic. Names as the reference. */
export const SLACK_ROOMS: Readonly<Record<Topic, string>> = {
  signal: "#workflows",
  "stock-signal": "#workflows-stock",
  failure: "#errors",
  operations: "#workflows",
};

/** Slack takes about one message a second in a room.
 *  Source: docs.slack.dev, "Rate limits". */
const SLACK_INTERVAL_MS = 1_100;

/** Slack cuts a text beyond this length. Source: docs.slack.dev, chat.postMessage. */
const MAX_TEXT_LENGTH = 40_000;

/** What Slack formats, or turns into an emoji or a link. It has no escape for it. An emoji may end with
 *  a colon that follows the text. */
const FORMATTING = /[*_~`]|:[\w+-]+(?::|$)|:\/\/|\bwww\./i;

/** Source: docs.slack.dev, "Formatting message text", escaping text. In code nothing is formatted. */
const slackMarkup: Markup = {
  escape: (text) => (FORMATTING.test(text) ? code(text) : escapeSlack(text)),
  name: code,
  link: (url, label) => `<${url}|${label}>`,
};

function code(text: string): string {
  return `\`${escapeSlack(text).replaceAll("`", "'")}\``;
}

function escapeSlack(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return onOneLine(escaped);
}

/** The calls of Slack's API. */
export type SlackMessages = Required<Pick<Channel, "post" | "edit">>;

/** Slack as a channel, without the calls. */
export const SLACK = {
  markup: slackMarkup,
  roomOf: (topic: Topic) => SLACK_ROOMS[topic],
  limits: { intervalMs: SLACK_INTERVAL_MS, maxLength: MAX_TEXT_LENGTH },
} as const satisfies Omit<Channel, "name" | "post" | "edit">;

/** Slack as a channel. `intervalMs` is longer where several processes send at a time. */
export function slackChannel(
  messages: SlackMessages,
  { intervalMs = SLACK_INTERVAL_MS }: { readonly intervalMs?: number } = {},
): Channel {
  return { name: "slack", ...SLACK, limits: { ...SLACK.limits, intervalMs }, ...messages };
}
