export { memoryDecisionStore } from "./decision-store.ts";
export { memoryEpisodeCutStore } from "./episode-cut-store.ts";
export { memoryOrderStore, type OrderItems } from "./order-store.ts";
export {
  memoryProjectionStore,
  memoryScoreProjection,
  type SignalItems,
} from "./projection-store.ts";
export { memoryRunPartStore } from "./run-part-store.ts";
export { memoryRunStore } from "./run-store.ts";
export { memoryWorkflowStore, type WorkflowItems } from "./workflow-store.ts";
