export { announcementText, signalTopic } from "./announcement.ts";
export {
  type Channel,
  ChannelError,
  type ChannelErrorCode,
  type ChannelMessage,
  type EditMessage,
  type Markup,
  type PostMessage,
  type Topic,
} from "./channel.ts";
export {
  type EpisodeEvent,
  type EpisodeMessage,
  type EpisodeMessageStore,
  endOf,
  episodeKey,
  episodeMessageSchema,
  movedPoints,
  signalsIn,
  unsnoozedAt,
  withEvents,
} from "./episode-message.ts";
