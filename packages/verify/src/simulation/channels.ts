/** The channels of the simulated system, whose services are down by turns. Slack edits its messages; the
 *  others take each signal. */

import { type Channel, ChannelError, type ChannelMessage } from "@bellwether/core/announcement";
import {
  type ChannelConsumer,
  type ChannelName,
  channelOf,
  channelServedBy,
} from "@bellwether/core/channel";
import { consumersWith } from "@bellwether/core/event";
import { slackChannel } from "@bellwether/functions/adapter/slack";
import type { EventLoop } from "./event-loop.ts";

export const SIMULATED_CHANNELS: readonly ChannelName[] = ["slack", "email", "webhook"];
export const SIMULATED_CONSUMERS = consumersWith(SIMULATED_CHANNELS);

/** The longest outage, in milliseconds: messages wait, and are late. */
const LONGEST_OUTAGE_MS = 1_800_000;

export type ServiceOutages = Readonly<{
  /** Throws `ChannelError` while the service of a consumer is down. */
  refuse: (consumer: string) => void;
  /** Takes the service of a random channel down for a while. */
  begin: () => void;
}>;

export function createServiceOutages(loop: EventLoop): ServiceOutages {
  const down = new Set<string>();
  return {
    refuse(consumer) {
      if (loop.isCalm() || !down.has(consumer)) return;
      throw new ChannelError("unavailable", "the service is down", { retryable: true });
    },
    begin() {
      const channel = loop.pick(SIMULATED_CHANNELS) ?? "slack";
      const { consumer } = channelOf(channel);
      if (down.has(consumer)) return;
      down.add(consumer);
      loop.trace(`${channel} is down`);
      loop.after(loop.between(1_000, LONGEST_OUTAGE_MS), () => down.delete(consumer));
    },
  };
}

type Calls = Readonly<{
  post: (consumer: string, message: ChannelMessage) => Promise<string | null>;
  edit: (consumer: string, reference: string, message: ChannelMessage) => Promise<void>;
}>;

/** All of them write as Slack does, so that the ledger can read what they announce. */
export function simulatedChannel(consumer: ChannelConsumer, { post, edit }: Calls): Channel {
  const { edit: editing, ...written } = slackChannel(
    {
      post: (message) => post(consumer, message),
      edit: (reference, message) => edit(consumer, reference, message),
    },
    { intervalMs: 1_000 },
  );
  const name = channelServedBy(consumer)?.name ?? "slack";
  if (name === "slack" && editing !== undefined) return { ...written, name, edit: editing };
  return { ...written, name, everySignal: true };
}
