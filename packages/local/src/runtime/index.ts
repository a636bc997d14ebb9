export { chooseRecorded } from "./market-choice.ts";
export { openPipeline, type Stores, TICK_QUEUE } from "./pipeline.ts";
export { pipelineMeter } from "./pipeline-meter.ts";
export { drained, settled } from "./rest.ts";
export { startRuntime } from "./runtime.ts";
