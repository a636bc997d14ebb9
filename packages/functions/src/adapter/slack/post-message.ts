import { ChatError, type ChatErrorCode, type PostMessage } from "@bellwether/core/signal";
import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api";

const REQUEST_TIMEOUT_MS = 10_000;

/** Slack asks for seconds. A number that makes no sense must neither hammer it nor silence us. */
const LONGEST_WAIT_SECONDS = 3_600;

export type SlackOptions = Readonly<{
  token: string;
  /** Another host that speaks Slack's API, ending in a slash; Slack's own by default. */
  apiUrl?: string;
}>;

/** Posts with chat.postMessage. Never retries by itself: the queue does, and knows how often.
 *  Rejects with `ChatError`; its text never holds the token. */
export function slackPostMessage({ token, apiUrl }: SlackOptions): PostMessage {
  const client = new WebClient(token, {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: REQUEST_TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
    logger: SILENT,
  });
  return async ({ channel, text }) => {
    try {
      await client.chat.postMessage({ channel, text, unfurl_links: false, unfurl_media: false });
    } catch (error) {
      throw toChatError(error, channel);
    }
  };
}

/** The client would write to the console; what went wrong is told by the error instead. */
const SILENT = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Slack's words for trouble of its own, which passes.
 *  Source: docs.slack.dev, chat.postMessage, "Errors". */
const PASSING = new Set([
  "fatal_error",
  "internal_error",
  "request_timeout",
  "service_unavailable",
]);

function toChatError(error: unknown, channel: string): ChatError {
  const make = (kind: ChatErrorCode, retryable: boolean, retryAfterMs?: number) =>
    new ChatError(kind, `Slack did not take the message for ${channel}: ${messageOf(error)}`, {
      retryable,
      cause: error,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  if (error instanceof WebAPIRateLimitedError) {
    const seconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(1, error.retryAfter));
    return make("rate-limited", true, 1_000 * seconds);
  }
  if (error instanceof WebAPIPlatformError) {
    return PASSING.has(error.data.error) ? make("unavailable", true) : make("refused", false);
  }
  if (error instanceof WebAPIHTTPError) return make("unavailable", true);
  return neverArrived(error) ? make("unavailable", true) : make("unknown-outcome", true);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Connections that were refused or never made cannot have delivered anything. */
function neverArrived(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = causeOf(cause)) {
    if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(cause.message))
      return true;
  }
  return false;
}

function causeOf(error: Error): unknown {
  return error instanceof WebAPIRequestError ? error.original : error.cause;
}
