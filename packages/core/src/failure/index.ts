export { backoffMs, jitteredBackoffMs } from "./backoff.ts";
export { messageOf } from "./message-of.ts";
