import { messageOf } from "@bellwether/core/failure";
import { ChannelError, type PostMessage } from "@bellwether/core/signal";
import { type Secret, withSecret } from "../ssm/secret.ts";
import { type SlackOptions, slackPostMessage } from "./post-message.ts";

/** Posts with a token that is read at the first message, and read again when Slack does not accept
 *  it: it may have been rotated. While it cannot be read, nothing is sent and every call rejects with
 *  a retryable `ChannelError`. */
export function slackWithSecret(
  token: Secret<string>,
  options: Pick<SlackOptions, "apiUrl"> = {},
): PostMessage {
  let current: { readonly token: string; readonly post: PostMessage } | undefined;
  const postWith = (value: string): PostMessage => {
    if (current?.token !== value) {
      current = { token: value, post: slackPostMessage({ ...options, token: value }) };
    }
    return current.post;
  };
  return (message) =>
    withSecret(token, (value) => postWith(value)(message), isUnauthorized).catch(asChannelError);
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof ChannelError && error.code === "unauthorized";
}

function asChannelError(error: unknown): never {
  if (error instanceof ChannelError) throw error;
  throw new ChannelError("unavailable", `Slack's token could not be read: ${messageOf(error)}`, {
    retryable: true,
    cause: error,
  });
}
