import type { Channel } from "@bellwether/core/signal";
import { slackChannel, slackMessages } from "@bellwether/functions/adapter/slack";
import type { Environment } from "../config/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { terminalChannel } from "../terminal/terminal-channel.ts";

/** Slack when there is a token; otherwise messages are printed. */
export function chooseChannel(
  { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl }: Environment,
  terminal: Terminal,
): Channel {
  if (token === undefined) return terminalChannel(terminal);
  return slackChannel(slackMessages({ token, ...(apiUrl !== undefined && { apiUrl }) }));
}
