import type { Channel, ChannelMessage, Markup } from "@bellwether/core/announcement";
import { onOneLine } from "@bellwether/core/text";
import * as z from "zod";

const addressSchema = z.email("must be an e-mail address");

export const addressSettings = {
  EMAIL_FROM: addressSchema,
  /** One address, or several with commas between them. */
  EMAIL_TO: z
    .string()
    .transform((text) => text.split(",").map((one) => one.trim()))
    .pipe(z.array(addressSchema).min(1)),
};

/** Plain text, without HTML that could be injected. */
const plainMarkup: Markup = {
  escape: onOneLine,
  name: (text) => `"${onOneLine(text).replaceAll('"', "'")}"`,
  link: (url, label) => `${onOneLine(label)}: ${url}`,
};

/** What SMTP and SES have in common. A letter cannot be changed once it is sent. */
export const letterChannel = {
  kind: "email",
  markup: plainMarkup,
  roomOf: () => "the inbox",
  // Mail services bound the messages of an hour rather than of a second.
  limits: { intervalMs: 1_000, maxLength: 50_000 },
  edits: false,
} as const satisfies Omit<Channel, "name" | "post"> & { kind: "email"; edits: false };

const MAX_SUBJECT_LENGTH = 150;

/** The subject is the first line of the message: one line, whatever names it holds. */
export function letterOf(
  { text, id }: ChannelMessage,
  from: string,
): {
  readonly subject: string;
  readonly text: string;
  /** The same when it is sent again, so that mail programs show it once. */
  readonly messageId: string;
} {
  const [first = ""] = text.split("\n");
  const subject = onOneLine(first);
  const isLong = subject.length > MAX_SUBJECT_LENGTH;
  return {
    subject: isLong ? `${subject.slice(0, MAX_SUBJECT_LENGTH)}…` : subject,
    text,
    messageId: `<${id.replaceAll(/[^\w.-]/g, "-")}@${from.split("@").at(-1)}>`,
  };
}
