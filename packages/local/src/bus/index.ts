export { BUS_NAME, localBus, type Routed } from "./bus.ts";
export { answerPutEvents } from "./wire.ts";
