export type { ChannelAdapter, Variables } from "./adapter.ts";
export { adapterOf } from "./adapters.ts";
