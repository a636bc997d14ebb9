import type { FieldError } from "@bellwether/core/api";
import { type ChannelName, isRoutedTo, unconfigured } from "@bellwether/core/channel";
import type { DomainEvent } from "@bellwether/core/event";
import type { WorkflowDraft } from "@bellwether/core/workflow";

/** Whether a channel announces an event: a signal where its workflow says, the end of an episode wherever its message
 *  may be, everything else, such as
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
  return (event) => {
    // An earlier version of the workflow may have been announced here.
    if (event.type === "EpisodeEnded") return true;
    return isRoutedTo(
      channel,
      event.type === "OrderSignal" ? event.detail.notify : failures,
      configured,
    );
  };
}

/** A warning for each channel that a workflow names and that is not configured here. It may be
 *  configured where the file goes next. */
export function routingWarnings(
  { notify }: Pick<WorkflowDraft, "notify">,
  configured: readonly ChannelName[],
): FieldError[] {
  const missing = unconfigured(notify, configured);
  const isLast = missing.length === notify?.length;
  return missing.map((name) => ({
    field: "notify",
    reason: `${name} is not configured here${isLast ? ": every channel announces its signals" : ""}`,
  }));
}
