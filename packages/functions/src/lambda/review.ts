import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { auditStore } from "../adapter/dynamodb/audit-store.ts";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { workflowScan } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { dailyReview, type ReviewResult } from "../handler/daily-review.ts";
import { sessionSummaries } from "../handler/session-summary.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { liveMarket } from "./market.ts";
import { marketNow, newId, random, sleep, systemNow } from "./process-ports.ts";

const env = environment([
  "BUS_NAME",
  "TABLE_DECISIONS",
  "TABLE_RECEIPTS",
  "TABLE_RUNS",
  "TABLE_WORKFLOWS",
]);
const documents = documentClient(dynamoClient({}));
const bus = { client: new EventBridgeClient({}), busName: env.BUS_NAME, sleep, random };
const { read: readDecisions } = decisionStore({
  documents,
  names: { decisions: env.TABLE_DECISIONS },
});

const market = liveMarket("page");
const common = {
  scanWorkflows: workflowScan({ documents, names: { workflows: env.TABLE_WORKFLOWS } }),
  market,
  readDecisions,
  listRuns: runStore({ documents, names: { runs: env.TABLE_RUNS } }).list,
  writeAudit: auditStore({ documents, names: { runs: env.TABLE_RUNS } }).write,
  receipts: receiptStore({ documents, names: { receipts: env.TABLE_RECEIPTS }, systemNow, newId }),
  publish: eventBridgePublish(bus),
  marketNow,
  log,
};
const review = dailyReview(common);
// Set when the deployment asks for the daily summary.
const summarize = process.env["DAILY_SUMMARY"] === "on" ? sessionSummaries(common) : null;

/** Reviews the day, and summarizes each session, when they are over: neither waits for the other. */
export const handler = async (): Promise<ReviewResult> => {
  const [reviewed, summarized] = await Promise.allSettled([review(), summarize?.()]);
  if (summarized.status === "rejected") throw summarized.reason;
  if (reviewed.status === "rejected") throw reviewed.reason;
  return reviewed.value;
};
