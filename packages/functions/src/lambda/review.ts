import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { workflowScan } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { dailyReview } from "../handler/daily-review.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { liveMarket } from "./market.ts";
import { marketNow, newId, random, sleep, systemNow } from "./world.ts";

const env = environment(["BUS_NAME", "TABLE_RECEIPTS", "TABLE_WORKFLOWS"]);
const documents = documentClient(dynamoClient({}));
const bus = { client: new EventBridgeClient({}), busName: env.BUS_NAME, sleep, random };
/** The table of decisions, when the daily summary is on. */
const decisions = process.env["TABLE_DECISIONS"];

export const handler = dailyReview({
  scanWorkflows: workflowScan({ documents, names: { workflows: env.TABLE_WORKFLOWS } }),
  market: liveMarket("page"),
  receipts: receiptStore({ documents, names: { receipts: env.TABLE_RECEIPTS }, systemNow, newId }),
  summary:
    decisions === undefined
      ? null
      : { readDecisions: decisionStore({ documents, names: { decisions } }).read },
  publish: eventBridgePublish(bus),
  marketNow,
  log,
});
