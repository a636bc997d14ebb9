import { messageOf } from "@bellwether/core/failure";
import { ChannelError, type PostMessage } from "@bellwether/core/signal";
import { type SlackOptions, slackPostMessage } from "./post-message.ts";

/** Posts with a token that is read at the first message. While it cannot be read, nothing is sent and
 *  every call rejects with a retryable `ChannelError`. */
export function slackWithSecret(
  readToken: () => Promise<string>,
  options: Pick<SlackOptions, "apiUrl"> = {},
): PostMessage {
  let post: PostMessage | undefined;
  return async (message) => {
    post ??= slackPostMessage({ ...options, token: await readToken().catch(unavailable) });
    return post(message);
  };
}

function unavailable(cause: unknown): never {
  const reason = messageOf(cause);
  throw new ChannelError("unavailable", `Slack's token could not be read: ${reason}`, {
    retryable: true,
    cause,
  });
}
