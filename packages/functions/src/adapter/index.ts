export { readStoredOrder } from "./stored-order.ts";
export { readStoredRun } from "./stored-run.ts";
export { readStoredWorkflow } from "./stored-workflow.ts";
