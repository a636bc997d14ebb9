import { messageOf } from "@bellwether/core/failure";
import { ChannelError } from "@bellwether/core/signal";
import { type Secret, withSecret } from "../ssm/secret.ts";
import type { SlackMessages } from "./channel.ts";
import { type SlackOptions, slackMessages } from "./messages.ts";

/** Posts and edits with a token that is read at the first message, and read again when Slack does not
 *  accept it: it may have been rotated. While it cannot be read, nothing is sent and every call
 *  rejects with a retryable `ChannelError`. */
export function slackWithSecret(
  token: Secret<string>,
  options: Pick<SlackOptions, "apiUrl"> = {},
): SlackMessages {
  let current: { readonly token: string; readonly messages: SlackMessages } | undefined;
  const messagesWith = (value: string): SlackMessages => {
    if (current?.token !== value) {
      current = { token: value, messages: slackMessages({ ...options, token: value }) };
    }
    return current.messages;
  };
  const withToken = <T>(send: (messages: SlackMessages) => Promise<T>): Promise<T> =>
    withSecret(token, (value) => send(messagesWith(value)), isUnauthorized).catch(asChannelError);
  return {
    post: (message) => withToken(({ post }) => post(message)),
    edit: (reference, message) => withToken(({ edit }) => edit(reference, message)),
  };
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
