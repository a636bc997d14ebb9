export { localBus, type QueuedEvent } from "./local-bus.ts";
