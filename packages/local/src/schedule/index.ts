export { retryForever } from "./retry-forever.ts";
export { sessionTicks } from "./session-ticks.ts";
