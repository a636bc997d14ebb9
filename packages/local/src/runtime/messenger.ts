import type { PostMessage } from "@bellwether/core/signal";
import { slackPostMessage } from "@bellwether/functions/adapter/slack";
import { plainText } from "@bellwether/functions/handler";
import type { Environment } from "../config/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Slack takes about one message a second and channel. */
const SLACK_INTERVAL_MS = 1_100;

/** Slack when there is a token; otherwise messages are printed with their channel. */
export function chooseMessenger(
  { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl }: Environment,
  terminal: Terminal,
): { readonly postMessage: PostMessage; readonly messageIntervalMs: number } {
  if (token === undefined) {
    return {
      messageIntervalMs: 0,
      async postMessage({ channel, text }) {
        const [first = "", ...others] = plainText(text).split("\n");
        for (const line of [`${channel}  ${first}`, ...others]) terminal.line(line);
      },
    };
  }
  return {
    messageIntervalMs: SLACK_INTERVAL_MS,
    postMessage: slackPostMessage({ token, ...(apiUrl !== undefined && { apiUrl }) }),
  };
}
