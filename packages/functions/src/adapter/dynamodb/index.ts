export { auditStore } from "./audit-store.ts";
export { channelRecords } from "./channel-records.ts";
export {
  type DynamoConnection,
  documentClient,
  dynamoClient,
  type EmbeddedConnection,
  streamsClient,
} from "./client.ts";
export { decisionStore } from "./decision-store.ts";
export { episodeCutStore } from "./episode-cut-store.ts";
export { episodeMessageStore } from "./episode-message-store.ts";
export { orderStore } from "./order-store.ts";
export { pauseStore } from "./pause-store.ts";
export { projectionStore } from "./projection-store.ts";
export { receiptStore } from "./receipt-store.ts";
export { runStore } from "./run-store.ts";
export { signalList } from "./signal-table.ts";
export { createTable, createTables } from "./table.ts";
export {
  DEPLOYED_TABLES,
  type DeployedTable,
  TABLES,
  type TableDefinition,
  type TableName,
  type TableNames,
  tableNames,
} from "./table-definition.ts";
export { scoreProjection } from "./workflow-projection.ts";
export { workflowStore } from "./workflow-store.ts";
