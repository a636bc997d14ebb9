import { ChannelError, type ChannelMessage, type Markup } from "@bellwether/core/announcement";
import { messageOf, retryAfterSeconds } from "@bellwether/core/failure";
import { onOneLine } from "@bellwether/core/text";
import { Webhook } from "standardwebhooks";
import * as z from "zod";
import { channelAdapter } from "../channel/adapter.ts";
import { callService, serviceError } from "../channel/answer.ts";
import { urlSchema } from "../channel/setting.ts";
import type { HttpRequest } from "../http/exchange.ts";
import { payloadOf } from "./payload.ts";
import { addressesOf, isPublic } from "./private-address.ts";

const settings = z.object({
  WEBHOOK_URL: urlSchema,
  /** Shared with the receiver. "Between 24 bytes (192 bits) and 64 bytes (512 bits)", in base64. */
  WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/,
      "must be whsec_ and 24 to 64 random bytes in base64",
    ),
  /** Whether the receiver may be on a private network. */
  WEBHOOK_PRIVATE_ADDRESSES: z
    .enum(["allowed", "refused"], { error: "must be allowed or refused" })
    .default("refused"),
});

/** The receiver gets the event. The text is for the log and the test message. */
const plainMarkup: Markup = {
  escape: onOneLine,
  name: onOneLine,
  link: (url, label) => `${onOneLine(label)}: ${url}`,
};

/** A URL that takes each event as signed JSON. Source: standardwebhooks.com, version 1.0.0. */
export const webhook = channelAdapter({
  kind: "webhook",
  settings,
  markup: plainMarkup,
  roomOf: () => "the receiver",
  limits: { intervalMs: 0, maxLength: 10_000 },
  edits: false,
  everySignal: true,
  connect(
    { WEBHOOK_URL: url, WEBHOOK_SECRET: secret, WEBHOOK_PRIVATE_ADDRESSES: addresses },
    timeoutMs,
  ) {
    const signer = new Webhook(secret);
    return {
      post: async (message) => {
        const lookup = await pinned(url, addresses === "allowed");
        const request = { url, ...signed(signer, message), lookup, timeoutMs };
        const { status, headers } = await callService("The webhook", request);
        if (status >= 200 && status < 300) return null;
        throw refusal(status, headers["retry-after"], headers.date);
      },
    };
  },
});

/** The id stays the same when the message is sent again, and the signature covers it, the time of
 *  sending and the body. */
function signed(signer: Webhook, message: ChannelMessage): Pick<HttpRequest, "headers" | "body"> {
  const body = JSON.stringify(payloadOf(message));
  const now = new Date();
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "Bellwether",
      "webhook-id": message.id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": signer.sign(message.id, now, body),
    },
  };
}

/** Resolves the host once, and makes the connection to the addresses that were checked: a name that
 *  resolves to another address a moment later changes nothing. */
async function pinned(url: string, isPrivateAllowed: boolean): Promise<HttpRequest["lookup"]> {
  const addresses = await addressesOf(url).catch((error: unknown) => {
    throw serviceError("The webhook", "unavailable", messageOf(error));
  });
  const hidden = addresses.find(({ address }) => !isPublic(address));
  if (hidden !== undefined && !isPrivateAllowed) {
    throw serviceError(
      "The webhook",
      "refused",
      `its host has the private address ${hidden.address}, which WEBHOOK_PRIVATE_ADDRESSES=allowed would permit`,
    );
  }
  return (_, { all }, done) => {
    const [first] = addresses;
    if (all === true) done(null, [...addresses]);
    else done(null, first?.address ?? "", first?.family ?? 0);
  };
}

/** "410 Gone" asks for no further calls. Everything else is retried, also a redirect: following it
 *  would send the event to an address that was not configured. */
function refusal(status: number, retryAfter: string | undefined, date: string | undefined) {
  const reason = `the receiver answered ${status}`;
  if (status === 410) return serviceError("The webhook", "refused", reason);
  // The receiver may have another secret: it is read again.
  if (status === 401 || status === 403) {
    return new ChannelError("unauthorized", `The webhook did not accept the message: ${reason}`, {
      retryable: true,
    });
  }
  if (status === 429 || (status === 503 && retryAfter !== undefined)) {
    return serviceError("The webhook", "rate-limited", reason, retryAfterSeconds(retryAfter, date));
  }
  const isUnknown = status >= 500 && status !== 503;
  return serviceError("The webhook", isUnknown ? "unknown-outcome" : "unavailable", reason);
}
