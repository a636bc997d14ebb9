import * as z from "zod";
import {
  CHANNEL_NAME,
  CHANNEL_NAMES_ALLOWED,
  type ChannelName,
  MAX_CHANNEL_NAME_LENGTH,
} from "./channel-list.ts";

const error = ({ input }: { input?: unknown }): string =>
  `names ${typeof input === "string" ? `"${input}"` : "a value"}, which is not a channel: it can be ${CHANNEL_NAMES_ALLOWED}`;

/** Whether it is configured is another question: a workflow file may be for another machine. */
export const channelNameSchema = z
  .string({ error })
  .max(MAX_CHANNEL_NAME_LENGTH, { error })
  .regex(CHANNEL_NAME, { error }) as z.ZodType<ChannelName, ChannelName>;

/** More than any deployment needs. */
const MAX_CHANNELS = 20;

/** Channels as a variable names them, with commas between them. */
export const channelListSchema = z
  .string()
  .transform((names) => names.split(",").flatMap((name) => name.trim() || []))
  .pipe(
    z.array(channelNameSchema, {
      error: `must name channels with commas between them: ${CHANNEL_NAMES_ALLOWED}`,
    }),
  )
  .refine(areUnique, "names a channel twice");

function areUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** The channels that a workflow names; null for all that are configured. */
export const routingSchema = z
  .array(channelNameSchema)
  .min(1, "names no channel: leave it out for all channels")
  .max(MAX_CHANNELS, `names more than ${MAX_CHANNELS} channels`)
  .refine(areUnique, "names a channel twice")
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
