import { Socket } from "node:net";
import type { ChannelErrorCode } from "@bellwether/core/announcement";
import { messageOf } from "@bellwether/core/failure";
import { createTransport } from "nodemailer";
import * as z from "zod";
import { channelAdapter } from "../channel/adapter.ts";
import { serviceError } from "../channel/answer.ts";
import { neverConnected } from "../channel/connection-error.ts";
import { addressSettings, letterChannel, letterOf } from "./letter.ts";

const settings = z.object({
  ...addressSettings,
  /** `smtps://USER:PASSWORD@HOST`, or `smtp://` with STARTTLS. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp or smtps URL" }),
});

/** A session has several replies, and `timeoutMs` bounds the silence before each. A server that never
 *  falls silent is given up after this many times as long. */
const LONGEST_SESSION = 3;

/** E-mail through a mail server. */
export const smtpEmail = channelAdapter({
  ...letterChannel,
  settings,
  connect({ EMAIL_FROM: from, EMAIL_TO: to, SMTP_URL: url }, timeoutMs) {
    const server = {
      ...serverOf(url),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    const longestMs = LONGEST_SESSION * timeoutMs;
    return {
      post: async (message) => {
        const socket = new Socket();
        const giveUp = setTimeout(() => {
          socket.destroy(new Error(`the session did not end within ${longestMs / 1_000} seconds`));
        }, longestMs);
        try {
          const transport = createTransport({ ...server, socket });
          await transport.sendMail({ from, to, ...letterOf(message, from) });
          return null;
        } catch (error) {
          throw serviceError("The mail server", codeOf(error), messageOf(error));
        } finally {
          clearTimeout(giveUp);
        }
      },
    };
  },
});

function serverOf(url: string) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    // A password is sent over TLS only, except to this machine.
    requireTLS: password !== "" && !THIS_MACHINE.has(hostname),
    ...(username !== "" && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
  };
}

const THIS_MACHINE = new Set(["127.0.0.1", "[::1]", "localhost"]);

const smtpErrorSchema = z.object({
  code: z.string().optional(),
  responseCode: z.int().optional(),
  timeoutType: z.string().optional(),
});

/** The connection was not made, or not far enough to send anything. */
const NOT_SENT = new Set(["EDNS", "ETLS"]);
const NOT_CONNECTED = new Set(["CONNECT_TIMEOUT", "GREETING_TIMEOUT", "UPGRADE_TIMEOUT"]);

/** A reply of 4yz asks to try again, one of 5yz does not; 503 is about the session alone. Without a
 *  reply the message may have been taken. Source: RFC 5321, 4.2.1; nodemailer, `errors`. */
function codeOf(error: unknown): ChannelErrorCode {
  const { code, responseCode, timeoutType } = smtpErrorSchema.parse(error);
  if (responseCode !== undefined) {
    if (responseCode < 400 || responseCode > 599) return "unknown-outcome";
    if (responseCode < 500 || responseCode === 503) return "unavailable";
    return code === "EAUTH" ? "unauthorized" : "refused";
  }
  if (code === "EAUTH" || code === "ENOAUTH") return "unauthorized";
  if (code === "EENVELOPE") return "refused";
  const isNotSent =
    NOT_SENT.has(code ?? "") || NOT_CONNECTED.has(timeoutType ?? "") || neverConnected(error);
  return isNotSent ? "unavailable" : "unknown-outcome";
}
