import type { ChannelErrorCode } from "@bellwether/core/announcement";
import { messageOf } from "@bellwether/core/failure";
import { createTransport } from "nodemailer";
import * as z from "zod";
import { channelAdapter } from "../channel/adapter.ts";
import { serviceError } from "../channel/answer.ts";
import { addressSettings, letterChannel, letterOf } from "./letter.ts";

const settings = z.object({
  ...addressSettings,
  /** `smtps://USER:PASSWORD@HOST`, or `smtp://` with STARTTLS. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp or smtps URL" }),
});

/** E-mail through a mail server. */
export const smtpEmail = channelAdapter({
  ...letterChannel,
  settings,
  connect({ EMAIL_FROM: from, EMAIL_TO: to, SMTP_URL: url }, timeoutMs) {
    const transport = createTransport({
      ...serverOf(url),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return {
      post: async (message) => {
        try {
          await transport.sendMail({ from, to, ...letterOf(message, from) });
          return null;
        } catch (error) {
          throw serviceError("The mail server", codeOf(error), messageOf(error));
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
  originalCode: z.string().optional(),
  responseCode: z.int().optional(),
  timeoutType: z.string().optional(),
});

/** The connection was not made, or not far enough to send anything. */
const NOT_SENT = new Set(["EDNS", "ETLS", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);
const NOT_CONNECTED = new Set(["CONNECT_TIMEOUT", "GREETING_TIMEOUT", "UPGRADE_TIMEOUT"]);

/** A reply of 4yz asks to try again, one of 5yz does not; 503 is about the session alone. Without a
 *  reply the message may have been taken. Source: RFC 5321, 4.2.1; nodemailer, `errors`. */
function codeOf(error: unknown): ChannelErrorCode {
  const { code, originalCode, responseCode, timeoutType } = smtpErrorSchema.parse(error);
  if (responseCode !== undefined) {
    if (responseCode < 400 || responseCode > 599) return "unknown-outcome";
    if (responseCode < 500 || responseCode === 503) return "unavailable";
    return code === "EAUTH" ? "unauthorized" : "refused";
  }
  if (code === "EAUTH" || code === "ENOAUTH") return "unauthorized";
  if (code === "EENVELOPE") return "refused";
  const isNotSent =
    NOT_SENT.has(code ?? "") ||
    NOT_SENT.has(originalCode ?? "") ||
    NOT_CONNECTED.has(timeoutType ?? "");
  return isNotSent ? "unavailable" : "unknown-outcome";
}
