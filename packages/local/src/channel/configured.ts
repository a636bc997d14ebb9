import type { Channel } from "@bellwether/core/announcement";
import {
  CHANNEL_KINDS,
  type ChannelConsumer,
  type ChannelDescription,
  type ChannelName,
  channelListSchema,
  channelOf,
} from "@bellwether/core/channel";
import { adapterOf, type Variables } from "@bellwether/functions/adapter/channel";
import { SettingError } from "../config/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { terminalChannel } from "../terminal/terminal-channel.ts";

/** A channel of this machine and the consumer that sends through it. */
export type LocalChannel = Readonly<{ consumer: ChannelConsumer; channel: Channel }>;

export type LocalChannels = Readonly<{
  all: readonly LocalChannel[];
  /** Those that a workflow can name: not the terminal. */
  configured: readonly ChannelName[];
}>;

/** The channels that `BELLWETHER_CHANNELS` names; without it, one of each kind whose settings are set.
 *  Without any, messages are printed. Rejects with `SettingError` for incomplete or unusable settings,
 *  because a channel must not be left out silently. */
export async function configuredChannels(
  read: () => Promise<Variables>,
  terminal: Pick<Terminal, "line">,
): Promise<LocalChannels> {
  const variables = await read();
  const named = namedIn(variables);
  const unnamed = CHANNEL_KINDS.filter((kind) => hasSettings(channelOf(kind), variables));
  const configured: readonly ChannelName[] = named ?? unnamed;
  for (const kind of unnamed.filter((one) => !configured.includes(one))) {
    const { label } = channelOf(kind);
    terminal.line(`${label} announces nothing: BELLWETHER_CHANNELS does not name ${kind}.`);
  }
  if (configured.length === 0) {
    const { consumer } = channelOf("slack");
    return { all: [{ consumer, channel: terminalChannel(terminal) }], configured };
  }
  const all = configured.map((name) => opened(channelOf(name), read, variables));
  return { all: await Promise.all(all), configured };
}

/** The channels that are named; null if none is. */
function namedIn(variables: Variables): readonly ChannelName[] | null {
  const { data, error } = channelListSchema.safeParse(variables["BELLWETHER_CHANNELS"] ?? "");
  if (error === undefined) return data.length === 0 ? null : data;
  throw new SettingError(
    `The environment variable BELLWETHER_CHANNELS ${error.issues[0]?.message}.`,
  );
}

async function smtp() {
  return (await import("@bellwether/functions/adapter/email")).smtpEmail;
}

function hasSettings(channel: ChannelDescription, variables: Variables): boolean {
  return neededBy(channel).some((setting) => variables[setting] !== undefined);
}

function neededBy({ settings, localSettings }: ChannelDescription): readonly string[] {
  return [...settings, ...localSettings];
}

async function opened(
  described: ChannelDescription,
  read: () => Promise<Variables>,
  variables: Variables,
): Promise<LocalChannel> {
  const { name, kind, label, consumer } = described;
  const needed = neededBy(described);
  const missing = needed.find((setting) => variables[setting] === undefined);
  if (missing !== undefined) {
    throw new SettingError(
      `The environment variable ${missing} must be set too: ${label} needs ${needed.join(", ")}.`,
    );
  }
  const adapter = await adapterOf(kind, smtp);
  const problem = adapter.problem(variables, name);
  if (problem !== null) throw new SettingError(`The environment variable ${problem}.`);
  return { consumer, channel: adapter.open(read, { name }) };
}
