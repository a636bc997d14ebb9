import * as z from "zod";
import { CHANNEL_NAMES, type ChannelName } from "./channel-list.ts";

const channelNameSchema = z.enum(CHANNEL_NAMES, {
  error: `is not a channel: it can be ${CHANNEL_NAMES.join(", ")}`,
});

/** The channels that a workflow names; null for all that are configured. */
export const routingSchema = z
  .array(channelNameSchema)
  .min(1, "names no channel: leave it out for all channels")
  .max(CHANNEL_NAMES.length, "names more channels than exist")
  .refine((names) => new Set(names).size === names.length, "names a channel twice")
  .nullable();
export type Routing = z.infer<typeof routingSchema>;

/** Whether a channel announces something that is routed to `named`. When none of the named channels
 *  is configured, all announce it: a message in another place is better than none. */
export function isRoutedTo(
  channel: string,
  named: readonly string[] | null | undefined,
  configured: readonly ChannelName[],
): boolean {
  const known = configured.filter((name) => named?.includes(name));
  return known.length === 0 || known.some((name) => name === channel);
}

/** The named channels that are not configured. */
export function unconfigured(
  named: readonly ChannelName[] | null,
  configured: readonly ChannelName[],
): readonly ChannelName[] {
  return (named ?? []).filter((name) => !configured.includes(name));
}
