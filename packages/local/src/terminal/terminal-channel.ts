import type { Channel, Markup } from "@bellwether/core/announcement";
import { SLACK_ROOMS } from "@bellwether/functions/adapter/slack";
import { printable } from "./printable.ts";
import type { Terminal } from "./terminal.ts";

const plainMarkup: Markup = {
  escape: printable,
  name: (text) => `\`${printable(text)}\``,
  link: (url, label) => `${label}: ${url}`,
};

/** Prints messages with the room they would go to in Slack, when no channel is configured. */
export function terminalChannel(terminal: Pick<Terminal, "line">): Channel {
  return {
    name: "terminal",
    markup: plainMarkup,
    roomOf: (topic) => SLACK_ROOMS[topic],
    limits: { intervalMs: 0, maxLength: Number.POSITIVE_INFINITY },
    async post({ room, text }) {
      const [first = "", ...others] = text.split("\n");
      for (const line of [`${room}  ${first}`, ...others]) terminal.line(line);
      return null;
    },
  };
}
