import { describe, expect, it } from "vitest";
import { channelContract, type ServiceAnswer } from "../../testing/channel-contract.ts";
import { telegram } from "./channel.ts";

const TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

const sent: ServiceAnswer = {
  body: JSON.stringify({
    ok: true,
    result: { message_id: 42, chat: { id: 1 }, date: 1, text: "" },
  }),
};

/** As the bot API answers: the status is also in the body. */
const refusal = (status: number, description: string, parameters?: object): ServiceAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ ok: false, error_code: status, description, parameters }),
});
const badRequests = (...descriptions: readonly string[]) =>
  Object.fromEntries(descriptions.map((one) => [one, refusal(400, `Bad Request: ${one}`)]));

const open = (url: string, timeoutMs?: number) =>
  telegram.open(
    async () => ({
      TELEGRAM_BOT_TOKEN: TOKEN,
      TELEGRAM_CHAT_ID: "-1001234",
      TELEGRAM_API_URL: url,
    }),
    { timeoutMs },
  );

channelContract("Telegram", {
  open,
  confirming: { "a message": sent },
  failing: {
    "rate-limited": {
      "429 with a time": refusal(429, "Too Many Requests: retry after 35", { retry_after: 35 }),
      "429 without a time": refusal(429, "Too Many Requests"),
      "429 with nonsense": refusal(429, "Too Many Requests", { retry_after: "soon" }),
      "429 with an age": refusal(429, "Too Many Requests", { retry_after: 1e99 }),
    },
    unavailable: {
      "503": { status: 503, body: "<html>Service Unavailable</html>" },
      "a redirect": { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" },
    },
    refused: {
      ...badRequests("chat not found", "message is too long", "can't parse entities"),
      blocked: refusal(403, "Forbidden: bot was blocked by the user"),
    },
    unauthorized: {
      "a revoked token": refusal(401, "Unauthorized"),
      "a token of no bot": refusal(404, "Not Found"),
    },
    "unknown-outcome": {
      "an empty answer": { body: "" },
      "a page": { body: "<html>hello</html>", headers: { "content-type": "text/html" } },
      "JSON that breaks off": { body: '{"ok":true,"result":{"messa' },
      "a message without an id": { body: '{"ok":true,"result":{}}' },
      "JSON without a verdict": { body: "{}" },
      "a long answer": {
        body: `{"ok":true,"result":{"message_id":42,"text":"${"x".repeat(99_999)}"}}`,
      },
      "500": refusal(500, "Internal Server Error"),
      "502": { status: 502, body: "Bad Gateway" },
      "504": { status: 504, body: "" },
    },
  },
  editing: {
    posted: sent,
    confirming: {
      "the edited message": sent,
      "an edit that was made before": refusal(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
      ),
    },
    gone: badRequests("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"),
  },
  secret: TOKEN,
  injected: /<(?!\/?code>)|&(?!amp;|lt;|gt;|quot;)|.<code>|<\/code>./,
});

describe("Telegram's settings", () => {
  it("are rejected with the variable's name, without its value", () => {
    const problem = (chat: string) =>
      telegram.problem({ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_CHAT_ID: chat });
    expect(problem("-1001234")).toBeNull();
    expect(problem("@desk")).toBeNull();
    expect(problem("the desk")).toMatch(/^TELEGRAM_CHAT_ID must be the number of a chat/);
    expect(telegram.problem({ TELEGRAM_BOT_TOKEN: "x", TELEGRAM_CHAT_ID: "1" })).toMatch(
      /^TELEGRAM_BOT_TOKEN must be a bot's token/,
    );
  });
});
