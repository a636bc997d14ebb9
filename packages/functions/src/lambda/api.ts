import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { episodeCutStore } from "../adapter/dynamodb/episode-cut-store.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { signalList } from "../adapter/dynamodb/signal-table.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { appOf } from "../api/app.ts";
import { traderRoutes } from "../api/trader-routes.ts";
import { environment } from "./environment.ts";
import { fromGateway } from "./gateway-edge.ts";
import { log } from "./log.ts";
import { liveMarket } from "./market.ts";
import { marketNow, newId, random, sleep, systemNow } from "./process-ports.ts";

const env = environment([
  "BELLWETHER_CHANNELS",
  "BUS_NAME",
  "TABLE_DECISIONS",
  "TABLE_SIGNALS",
  "TABLE_WORKFLOWS",
  "TABLE_WORKFLOW_NAMES",
  "TABLE_WORKFLOW_ORDERS",
]);
const documents = documentClient(dynamoClient({}));
const names = {
  workflows: env.TABLE_WORKFLOWS,
  workflow_names: env.TABLE_WORKFLOW_NAMES,
  workflow_orders: env.TABLE_WORKFLOW_ORDERS,
  signals: env.TABLE_SIGNALS,
};
const deps = {
  workflows: workflowStore({ documents, names }),
  decisions: decisionStore({ documents, names: { decisions: env.TABLE_DECISIONS } }),
  episodeCuts: episodeCutStore({ documents, names }),
  orders: orderStore({ documents, names }),
  listSignals: signalList({ documents, names }),
  market: liveMarket("page"),
  publish: eventBridgePublish({
    client: new EventBridgeClient({}),
    busName: env.BUS_NAME,
    sleep,
    random,
  }),
  channels: env.BELLWETHER_CHANNELS,
  marketNow,
  systemNow,
  newId,
  log,
};

export const handler = fromGateway(appOf(traderRoutes(deps), deps));
