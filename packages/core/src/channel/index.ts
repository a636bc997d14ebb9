export {
  CHANNEL_NAMES,
  CHANNELS,
  type ChannelConsumer,
  type ChannelName,
  type ChannelSetting,
  channelOf,
} from "./channel-list.ts";
export {
  type ChannelRecords,
  type ChannelTest,
  type ChannelTestOutcome,
  channelRecordSchema,
  channelTestOutcomeSchema,
  channelTestSchema,
} from "./channel-record.ts";
export { isRoutedTo, type Routing, unconfigured } from "./routing.ts";
