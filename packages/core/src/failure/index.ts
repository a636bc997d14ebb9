export { type Backoff, backoffMs, jitteredBackoffMs } from "./backoff.ts";
export { messageOf } from "./message-of.ts";
