import { type ChannelName, isRoutedTo } from "@bellwether/core/channel";
import type { DomainEvent } from "@bellwether/core/signal";

/** Whether a channel announces an event: a signal where its workflow says, everything else, such as
 *  failures and missed runs, where the configuration says. */
export function announcesHere(
  channel: string,
  {
    configured,
    failures,
  }: {
    readonly configured: readonly ChannelName[];
    /** The channels of failures; none stands for all. */
    readonly failures: readonly ChannelName[];
  },
): (event: DomainEvent) => boolean {
  return (event) =>
    isRoutedTo(channel, event.type === "OrderSignal" ? event.detail.notify : failures, configured);
}
