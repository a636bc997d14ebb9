import * as z from "zod";
import { channelAdapter } from "../channel/adapter.ts";
import { urlSchema } from "../channel/setting.ts";
import { SLACK } from "./channel.ts";
import { slackMessages } from "./messages.ts";

const settings = z.object({
  SLACK_BOT_TOKEN: z.string().regex(/^xox[a-z]-\S+$/, "must be a Slack token that begins with xox"),
  /** Another server that speaks Slack's API. */
  SLACK_API_URL: urlSchema
    .transform((value) => (value.endsWith("/") ? value : `${value}/`))
    .optional(),
});

/** Slack by the token of a bot. */
export const slack = channelAdapter({
  ...SLACK,
  kind: "slack",
  settings,
  edits: true,
  connect: ({ SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl }, timeoutMs) =>
    slackMessages({ token, timeoutMs, ...(apiUrl !== undefined && { apiUrl }) }),
});
