export { apiHarness, aStatus, operations } from "../api/api-harness.ts";
export { alwaysSignals, neverSignals } from "./always.ts";
export { orderStoreContract } from "./order-store-contract.ts";
export { receiptStoreContract } from "./receipt-store-contract.ts";
export { runStoreContract } from "./run-store-contract.ts";
export { aDraft, anOrder, aRun, aSignal, aWorkflow, aWorkflowWithOrder, TICK } from "./sample.ts";
export { workflowStoreContract } from "./workflow-store-contract.ts";
