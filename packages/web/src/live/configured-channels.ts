import { type ChannelName, isChannelName } from "@bellwether/core/channel";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../features/status/api/queries.ts";

/** The channels that this machine or stage announces in; null until they are known. */
export function useConfiguredChannels(): readonly ChannelName[] | null {
  const { data } = useQuery(statusQuery);
  return data?.channels.map(({ name }) => name).filter(isChannelName) ?? null;
}
