import { describe, expect, it } from "vitest";
import { channelContract, type ServiceAnswer } from "../../testing/channel-contract.ts";
import { slackChannel } from "./channel.ts";
import { slackMessages } from "./messages.ts";

const TOKEN = "xoxb-secret-of-the-trader";
const MAINTENANCE = "<html>Slack is down for maintenance</html>";

const refusal = (error: string): ServiceAnswer => ({ body: JSON.stringify({ ok: false, error }) });
const refusals = (...errors: readonly string[]) =>
  Object.fromEntries(errors.map((error) => [error, refusal(error)]));

channelContract("Slack", {
  open: (url, timeoutMs) =>
    slackChannel(
      slackMessages({ token: TOKEN, apiUrl: `${url}/api/`, ...(timeoutMs && { timeoutMs }) }),
    ),
  confirming: { "ok: true": { body: '{"ok":true,"ts":"1.1"}' } },
  failing: {
    "rate-limited": {
      ...refusals("ratelimited", "rate_limited"),
      "429 with a time": { status: 429, body: "", headers: { "retry-after": "30" } },
      "429 without a time": { status: 429, body: "" },
      "429 with nonsense": { status: 429, body: "", headers: { "retry-after": "soon" } },
      "429 with an age": { status: 429, body: "", headers: { "retry-after": "1e99" } },
    },
    unavailable: {
      "503": { status: 503, body: MAINTENANCE },
      // Not documented as final.
      ...refusals("team_added_to_org", "service_unavailable", "something_new"),
    },
    refused: refusals("channel_not_found", "is_archived", "not_in_channel"),
    unauthorized: refusals("account_inactive", "invalid_auth", "token_expired", "token_revoked"),
    "unknown-outcome": {
      "an empty answer": { body: "" },
      "a page": { body: MAINTENANCE, headers: { "content-type": "text/html" } },
      "JSON that breaks off": { body: '{"ok":true,"channel":"C1","ts":"16' },
      "JSON without a verdict": { body: "{}" },
      "500": { status: 500, body: "" },
      "504": { status: 504, body: MAINTENANCE },
      ...refusals("internal_error", "fatal_error"),
    },
  },
  editing: {
    posted: { body: '{"ok":true,"channel":"C1","ts":"1.1"}' },
    confirming: { "ok: true": { body: '{"ok":true,"channel":"C1","ts":"1.1","text":"hello"}' } },
    gone: refusals("message_not_found", "cant_update_message", "edit_window_closed"),
  },
  secret: TOKEN,
  // Formatting is set as code, which is the whole text then.
  injected: /[<>]|&(?!amp;|lt;|gt;)|^(?!`[^`]*`$).*[*_~`]/,
});

describe("Slack's rooms", () => {
  it("are those of the reference", () => {
    const channel = slackChannel({ post: async () => null, edit: async () => {} });
    expect([channel.roomOf("signal"), channel.roomOf("stock-signal")]).toEqual([
      "#workflows",
      "#workflows-stock",
    ]);
    expect([channel.roomOf("failure"), channel.roomOf("operations")]).toEqual([
      "#errors",
      "#workflows",
    ]);
  });
});
