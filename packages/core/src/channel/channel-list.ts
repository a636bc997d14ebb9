/** The source of every list of channels: consumers, queues, alarms, settings, help and schemas. */
type ChannelEntry = Readonly<{
  /** As workflows, settings and commands write it. */
  name: string;
  /** Its consumer: the name of its queue, of its dead letters and of its receipts. */
  consumer: string;
  /** As people write it. */
  label: string;
  /** Environment variables that must be set; on AWS each is a secret of the stage. */
  settings: readonly string[];
  /** Further ones that are needed on one machine. */
  localSettings: readonly string[];
}>;

/** The channels, in the order in which they are shown. One is configured where all its settings are
 *  set. Slack's consumer is `notify`, the first one there was: deployed and stored queues keep it. */
export const CHANNELS = [
  entry("slack", "Slack", ["SLACK_BOT_TOKEN"], { consumer: "notify" }),
  entry("telegram", "Telegram", ["TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID"]),
  entry("discord", "Discord", ["DISCORD_WEBHOOK_URL"]),
  entry("webhook", "webhook", ["WEBHOOK_URL", "WEBHOOK_SECRET"]),
  entry("email", "e-mail", ["EMAIL_FROM", "EMAIL_TO"], { localSettings: ["SMTP_URL"] }),
] as const;

type Channels = (typeof CHANNELS)[number];
export type ChannelName = Channels["name"];
export type ChannelConsumer = Channels["consumer"];
/** The variables of a channel. */
export type ChannelSetting<Name extends ChannelName = ChannelName> = Extract<
  Channels,
  { name: Name }
>["settings" | "localSettings"][number];

export const CHANNEL_NAMES = CHANNELS.map(({ name }) => name);

/** The channel of that name. */
export function channelOf<Name extends ChannelName>(name: Name): Extract<Channels, { name: Name }> {
  return CHANNELS.find((channel) => channel.name === name) as Extract<Channels, { name: Name }>;
}

function entry<
  const Name extends string,
  const Setting extends string,
  const Consumer extends string = Name,
  const Local extends string = never,
>(
  name: Name,
  label: string,
  settings: readonly Setting[],
  more: { readonly consumer?: Consumer; readonly localSettings?: readonly Local[] } = {},
) {
  return {
    name,
    label,
    settings,
    consumer: (more.consumer ?? name) as Consumer,
    localSettings: more.localSettings ?? [],
  } satisfies ChannelEntry;
}
