/** What a kind of channel is derived from: consumers, queues, alarms, settings, help and schemas. */
type KindEntry = Readonly<{
  /** As people write it. */
  label: string;
  /** Environment variables that must be set; on AWS each is a secret of the stage. */
  settings: readonly string[];
  /** Further ones that are needed on one machine. */
  localSettings?: readonly string[];
}>;

/** The kinds of channels, in the order in which they are shown. */
const KINDS = {
  slack: { label: "Slack", settings: ["SLACK_BOT_TOKEN"] },
  telegram: { label: "Telegram", settings: ["TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID"] },
  discord: { label: "Discord", settings: ["DISCORD_WEBHOOK_URL"] },
  webhook: { label: "webhook", settings: ["WEBHOOK_URL", "WEBHOOK_SECRET"] },
  email: {
    label: "e-mail",
    settings: ["EMAIL_FROM", "EMAIL_TO"],
    localSettings: ["SMTP_URL"],
  },
} as const satisfies Readonly<Record<string, KindEntry>>;

export type ChannelKind = keyof typeof KINDS;
export const CHANNEL_KINDS = Object.keys(KINDS) as readonly ChannelKind[];

/** A channel as workflows, settings and commands write it: its kind, or one of several of a kind with
 *  a name before it, such as `desk-webhook`. */
export type ChannelName = ChannelKind | `${string}-${ChannelKind}`;

/** Its consumer: the name of its queue, of its dead letters and of its receipts. */
export type ChannelConsumer = "notify" | Exclude<ChannelName, "slack">;

export type ChannelDescription = Readonly<{
  name: ChannelName;
  kind: ChannelKind;
  consumer: ChannelConsumer;
  /** As people write it. */
  label: string;
  /** Before the names of its variables: `DESK_` of `desk-webhook`; empty without a name. */
  prefix: string;
  settings: readonly string[];
  localSettings: readonly string[];
}>;

const kinds = CHANNEL_KINDS.join("|");

/** A word before the kind may not be a kind itself: `DISCORD_WEBHOOK_URL` belongs to `discord`, not to a
 *  channel named `discord-webhook`. Each begins with a letter, so that names of variables and of resources on AWS,
 *  which have no hyphen, stay different. */
export const CHANNEL_NAME = new RegExp(`^(?:(?!(?:${kinds})-)[a-z][a-z0-9]*-)*(?:${kinds})$`);

/** The names of rules on AWS, which hold it, have at most 64 characters. */
export const MAX_CHANNEL_NAME_LENGTH = 20;

export function isChannelName(text: string): text is ChannelName {
  return text.length <= MAX_CHANNEL_NAME_LENGTH && CHANNEL_NAME.test(text);
}

/** The rule for a channel's name, for the error about an invalid one. */
export const CHANNEL_NAMES_ALLOWED = `${CHANNEL_KINDS.join(", ")}, or one of these after a name, such as desk-webhook (at most ${MAX_CHANNEL_NAME_LENGTH} characters)`;

/** The channel of that name. Slack's consumer is `notify`, the first one there was: deployed and stored
 *  queues keep it. */
export function channelOf(name: ChannelName): ChannelDescription {
  const words = name.split("-");
  const kind = words.pop() as ChannelKind;
  const { label, settings, localSettings = [] }: KindEntry = KINDS[kind];
  const prefix = words.map((word) => `${word.toUpperCase()}_`).join("");
  const prefixed = (variables: readonly string[]) => variables.map((one) => prefix + one);
  return {
    name,
    kind,
    consumer: name === "slack" ? "notify" : name,
    label: [...words, label].join(" "),
    prefix,
    settings: prefixed(settings),
    localSettings: prefixed(localSettings),
  };
}

/** The channel that a consumer announces in; null if it is another consumer. */
export function channelServedBy(consumer: string): ChannelDescription | null {
  if (consumer === "notify") return channelOf("slack");
  return consumer !== "slack" && isChannelName(consumer) ? channelOf(consumer) : null;
}
