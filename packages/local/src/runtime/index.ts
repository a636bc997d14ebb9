export { openPipeline, TICK_QUEUE } from "./pipeline.ts";
export { pipelineMeter } from "./pipeline-meter.ts";
export { pipelineMetrics } from "./pipeline-metrics.ts";
export { drained, quiescent } from "./quiescence.ts";
export { type Runtime, type Summary, startRuntime } from "./runtime.ts";
export { openStorage } from "./storage.ts";
export type { Stores } from "./stores.ts";
