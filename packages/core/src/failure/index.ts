export { backoffMs, jitteredBackoffMs } from "./backoff.ts";
export { messageOf } from "./message-of.ts";
export { retryAfterSeconds } from "./retry-after.ts";
