import { ChannelError } from "@bellwether/core/announcement";
import { LogLevel, WebClient } from "@slack/web-api";
import * as z from "zod";
import { ANSWER_TIMEOUT_MS } from "../channel/answer.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import type { SlackMessages } from "./channel.ts";
import { toChannelError } from "./channel-error.ts";

export type SlackOptions = Readonly<{
  token: string;
  /** Another host that speaks Slack's API, ending in a slash; Slack's own by default. */
  apiUrl?: string;
  timeoutMs?: number;
}>;

/** `chat.update` takes the id of the room, which the answer to the post names, and not its name. */
const referenceSchema = z.object({ channel: z.string().min(1), ts: z.string().min(1) });

/** Posts with chat.postMessage and edits with chat.update. Never retries: the queue does, and counts
 *  the attempts. Rejects with `ChannelError`; its text never holds the token. */
export function slackMessages({
  token,
  apiUrl,
  timeoutMs = ANSWER_TIMEOUT_MS,
}: SlackOptions): SlackMessages {
  const client = new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    fetch: boundedFetch,
    logLevel: LogLevel.ERROR,
    logger: SILENT,
  });
  return {
    post: async ({ room, text }) => {
      const links = { unfurl_links: false, unfurl_media: false };
      const answer = await confirmed(room, () =>
        client.chat.postMessage({ channel: room, text, ...links }),
      );
      const posted = referenceSchema.safeParse(answer);
      return posted.success ? JSON.stringify(posted.data) : null;
    },
    edit: async (reference, { room, text }) => {
      const posted = messageOf(reference);
      // By default chat.update would also turn words into links, which chat.postMessage does not.
      await confirmed(room, () => client.chat.update({ ...posted, text, parse: "none" }));
    },
  };
}

async function confirmed<T>(room: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toChannelError(error, room);
  }
}

function messageOf(reference: string): z.infer<typeof referenceSchema> {
  try {
    return referenceSchema.parse(JSON.parse(reference));
  } catch (cause) {
    throw new ChannelError("gone", "the reference does not name a message of Slack", {
      retryable: true,
      cause,
    });
  }
}

/** By default the client writes to the console; the error carries the same facts. */
const SILENT = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
