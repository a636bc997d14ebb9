import { ChannelError, type ChannelErrorCode } from "@bellwether/core/announcement";
import { messageOf } from "@bellwether/core/failure";
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { neverConnected } from "../channel/connection-error.ts";

/** Bounds Retry-After: a nonsensical value must cause neither a flood nor hours of silence. */
const LONGEST_WAIT_SECONDS = 3_600;

/** Errors that repeat for the same message until a user changes something. All others count as
 *  temporary: Slack adds names, and sends some that it does not document.
 *  Source: docs.slack.dev, chat.postMessage and chat.update, "Errors". */
const FINAL = new Set([
  "access_denied",
  "channel_not_found",
  "channel_type_not_supported",
  "ekm_access_denied",
  "enterprise_is_restricted",
  "invalid_arg_name",
  "invalid_arguments",
  "invalid_array_arg",
  "invalid_blocks",
  "invalid_charset",
  "invalid_form_data",
  "invalid_post_type",
  "is_archived",
  "is_inactive",
  "messages_tab_disabled",
  "method_deprecated",
  "missing_post_type",
  "msg_too_long",
  "no_permission",
  "no_text",
  "not_in_channel",
  "restricted_action",
  "restricted_action_non_threadable_channel",
  "restricted_action_read_only_channel",
  "restricted_action_thread_locked",
  "restricted_action_thread_only_channel",
  "team_access_not_granted",
  "team_not_found",
  "two_factor_setup_required",
]);

/** Slack does not accept the token, or not for this: another token may be accepted. */
const UNAUTHORIZED = new Set([
  "account_inactive",
  "invalid_auth",
  "missing_scope",
  "not_allowed_token_type",
  "not_authed",
  "token_expired",
  "token_revoked",
]);

/** The message was deleted, is too old to edit, or belongs to another app. */
const GONE = new Set(["cant_update_message", "edit_window_closed", "message_not_found"]);

/** Slack sends these with status 200 too. */
const RATE_LIMITED = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);
const RATE_LIMITED_WAIT_SECONDS = 30;

/** "It's possible some aspect of the operation succeeded before the error was raised." */
const MAY_HAVE_BEEN_POSTED = new Set(["fatal_error", "internal_error"]);

/** A gateway that gave up on Slack, or Slack itself half-way. 503 says that nothing was done. */
const UNKNOWN_STATUS = new Set([500, 502, 504]);

/** The maximum length of an error in a log, a queue and on a screen. */
const MAX_REASON_LENGTH = 300;

/** What an error of the client means, for a message or an edit in a room. */
export function toChannelError(error: unknown, room: string): ChannelError {
  const { code, retryable = true, waitSeconds } = verdictOf(error);
  const reason = messageOf(error).slice(0, MAX_REASON_LENGTH);
  return new ChannelError(code, `Slack did not accept the message for ${room}: ${reason}`, {
    retryable,
    // The client's own errors carry the whole answer.
    cause: new Error(reason),
    ...(waitSeconds !== undefined && { retryAfterMs: 1_000 * waitSeconds }),
  });
}

type Verdict = Readonly<{ code: ChannelErrorCode; retryable?: boolean; waitSeconds?: number }>;

function verdictOf(error: unknown): Verdict {
  if (error instanceof WebAPIRateLimitedError) {
    const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(1, error.retryAfter));
    return { code: "rate-limited", waitSeconds };
  }
  if (error instanceof WebAPIPlatformError) return platformVerdict(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    return { code: UNKNOWN_STATUS.has(error.statusCode) ? "unknown-outcome" : "unavailable" };
  }
  return { code: neverArrived(error) ? "unavailable" : "unknown-outcome" };
}

function platformVerdict(name: string): Verdict {
  if (UNAUTHORIZED.has(name)) return { code: "unauthorized", retryable: false };
  if (GONE.has(name)) return { code: "gone" };
  if (FINAL.has(name)) return { code: "refused", retryable: false };
  if (RATE_LIMITED.has(name)) {
    return { code: "rate-limited", waitSeconds: RATE_LIMITED_WAIT_SECONDS };
  }
  return { code: MAY_HAVE_BEEN_POSTED.has(name) ? "unknown-outcome" : "unavailable" };
}

/** The client keeps what `fetch` threw as `original`. */
function neverArrived(error: unknown): boolean {
  return neverConnected(error instanceof WebAPIRequestError ? error.original : error);
}
