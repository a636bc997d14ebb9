export { insist } from "./insist.ts";
export { sessionTicks } from "./session-ticks.ts";
