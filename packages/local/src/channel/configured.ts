import type { Channel } from "@bellwether/core/announcement";
import {
  CHANNELS,
  type ChannelConsumer,
  type ChannelName,
  channelOf,
} from "@bellwether/core/channel";
import type { ChannelAdapter, Variables } from "@bellwether/functions/adapter/channel";
import { SettingError } from "../config/environment.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { terminalChannel } from "../terminal/terminal-channel.ts";

/** Loaded only where they are configured. */
const ADAPTERS: Readonly<Record<ChannelName, () => Promise<ChannelAdapter>>> = {
  slack: async () => (await import("@bellwether/functions/adapter/slack")).slack,
  telegram: async () => (await import("@bellwether/functions/adapter/telegram")).telegram,
  discord: async () => (await import("@bellwether/functions/adapter/discord")).discord,
  webhook: async () => (await import("@bellwether/functions/adapter/webhook")).webhook,
  email: async () => (await import("@bellwether/functions/adapter/email")).smtpEmail,
};

/** A channel of this machine and the consumer that sends through it. */
export type LocalChannel = Readonly<{ consumer: ChannelConsumer; channel: Channel }>;

export type LocalChannels = Readonly<{
  all: readonly LocalChannel[];
  /** Those that a workflow can name: not the terminal. */
  configured: readonly ChannelName[];
}>;

/** The channels whose settings are set. Without any, messages are printed. Rejects with
 *  `SettingError` for incomplete or unusable settings, because a channel must not be left out
 *  silently. */
export async function configuredChannels(
  read: () => Promise<Variables>,
  terminal: Pick<Terminal, "line">,
): Promise<LocalChannels> {
  const variables = await read();
  const configured = CHANNELS.flatMap(({ name }) => (isConfigured(name, variables) ? [name] : []));
  if (configured.length === 0) {
    const { consumer } = channelOf("slack");
    return { all: [{ consumer, channel: terminalChannel(terminal) }], configured };
  }
  const all = configured.map(async (name) => {
    const adapter = await ADAPTERS[name]();
    const problem = adapter.problem(variables);
    if (problem !== null) throw new SettingError(`The environment variable ${problem}.`);
    return { consumer: channelOf(name).consumer, channel: adapter.open(read) };
  });
  return { all: await Promise.all(all), configured };
}

function isConfigured(name: ChannelName, variables: Variables): boolean {
  const { label, settings, localSettings } = channelOf(name);
  const needed: readonly string[] = [...settings, ...localSettings];
  const missing = needed.filter((setting) => variables[setting] === undefined);
  if (missing.length === needed.length) return false;
  if (missing.length === 0) return true;
  throw new SettingError(
    `The environment variable ${missing[0]} must be set too: ${label} needs ${needed.join(", ")}.`,
  );
}
