export type { ChannelAdapter, Variables } from "./adapter.ts";
