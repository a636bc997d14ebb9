export {
  CHANNEL_KINDS,
  type ChannelConsumer,
  type ChannelDescription,
  type ChannelKind,
  type ChannelName,
  channelOf,
  channelServedBy,
  isChannelName,
} from "./channel-list.ts";
export {
  type ChannelRecords,
  type ChannelTest,
  type ChannelTestOutcome,
  channelRecordSchema,
  channelTestOutcomeSchema,
  channelTestSchema,
} from "./channel-record.ts";
export {
  channelListSchema,
  channelNameSchema,
  isRoutedTo,
  type Routing,
  unconfigured,
} from "./routing.ts";
