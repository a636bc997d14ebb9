export { configuredChannels, type LocalChannels } from "./configured.ts";
