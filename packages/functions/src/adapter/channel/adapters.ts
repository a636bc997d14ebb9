import type { ChannelKind } from "@bellwether/core/channel";
import type { ChannelAdapter } from "./adapter.ts";

type LoadAdapter = () => Promise<ChannelAdapter>;

/** The adapter of each kind of channel, loaded only where one of the kind is configured. */
const ADAPTERS: Readonly<Record<Exclude<ChannelKind, "email">, LoadAdapter>> = {
  slack: async () => (await import("../slack/adapter.ts")).slack,
  telegram: async () => (await import("../telegram/channel.ts")).telegram,
  discord: async () => (await import("../discord/channel.ts")).discord,
  webhook: async () => (await import("../webhook/channel.ts")).webhook,
};

/** @param email how e-mail is sent here: by a mail server, or on AWS by SES */
export function adapterOf(kind: ChannelKind, email: LoadAdapter): Promise<ChannelAdapter> {
  return kind === "email" ? email() : ADAPTERS[kind]();
}
