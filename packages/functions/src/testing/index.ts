export { anInstrument, apiHarness, aStatus, emptyMarket, operations } from "../api/api-harness.ts";
export { alwaysSignals, neverSignals } from "./always.ts";
export { dynamoStoreContracts } from "./dynamo-store-contracts.ts";
export { itemBytes } from "./item-bytes.ts";
export {
  aDraft,
  aMessage,
  anOrder,
  aRun,
  aSignal,
  aWorkflow,
  aWorkflowWithOrder,
  TICK,
} from "./sample.ts";
export { serveSmtp } from "./smtp-server.ts";
export { workflowStoreContract } from "./workflow-store-contract.ts";
