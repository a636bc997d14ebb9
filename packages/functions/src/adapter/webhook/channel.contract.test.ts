import { channelContract, type ServiceAnswer } from "../../testing/channel-contract.ts";
import { webhook } from "./channel.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const status = (code: number, headers?: Record<string, string>): ServiceAnswer => ({
  status: code,
  body: "",
  ...(headers && { headers }),
});

channelContract("A webhook", {
  open: (url, timeoutMs) =>
    webhook.open(
      async () => ({
        WEBHOOK_URL: `${url}/receiver`,
        WEBHOOK_SECRET: SECRET,
        WEBHOOK_PRIVATE_ADDRESSES: "allowed",
      }),
      { timeoutMs },
    ),
  confirming: {
    "200": { body: "thank you" },
    "202": status(202),
    "204": status(204),
    "200 with a long page": { body: "x".repeat(1_000_000) },
  },
  failing: {
    "rate-limited": {
      "429 with a time": status(429, { "retry-after": "30" }),
      "429 without a time": status(429),
      "429 with a date": status(429, { "retry-after": "Fri, 31 Dec 2027 23:59:59 GMT" }),
      "429 with nonsense": status(429, { "retry-after": "soon" }),
      "503 with a time": status(503, { "retry-after": "120" }),
    },
    unavailable: {
      "503": status(503),
      "a redirect, which is not followed": status(307, { location: "http://127.0.0.1:1/" }),
      "400": status(400),
      "404": status(404),
      "418": status(418),
    },
    refused: { "410, which asks for no more": status(410) },
    unauthorized: { "401": status(401), "403": status(403) },
    "unknown-outcome": { "500": status(500), "502": status(502), "504": status(504) },
  },
  retriesUnauthorized: true,
  readsStatusAlone: true,
  secret: SECRET,
  // The receiver gets JSON: there is no markup.
  injected: /\n/,
});
