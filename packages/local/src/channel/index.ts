export { configuredChannels, type LocalChannels } from "./configured.ts";
export { channelSettings } from "./settings.ts";
