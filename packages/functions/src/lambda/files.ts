import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { ConditionChoice } from "@bellwether/core/workflow";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { episodeCutStore } from "../adapter/dynamodb/episode-cut-store.ts";
import { workflowProjection } from "../adapter/dynamodb/workflow-projection.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { appOf } from "../api/app.ts";
import { fileRoutes } from "../api/files.ts";
import { checkFile } from "../handler/workflow-file.ts";
import { environment } from "./environment.ts";
import { fromGateway } from "./gateway-edge.ts";
import { log } from "./log.ts";
import { marketNow, newId, random, sleep, systemNow } from "./process-ports.ts";

const env = environment([
  "BELLWETHER_CHANNELS",
  "BUS_NAME",
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
const workflows = workflowStore({ documents, names });
const projections = workflowProjection({ documents, names });
const deps = {
  workflows,
  projections,
  episodeCuts: episodeCutStore({ documents, names }),
  publish: eventBridgePublish({
    client: new EventBridgeClient({}),
    busName: env.BUS_NAME,
    sleep,
    random,
  }),
  checkFile: async (bytes: Uint8Array, conditions?: ConditionChoice) =>
    checkFile(bytes, conditions),
  // It has neither the market's code, which would take the bundle past 500 KB, nor the rights to its
  // login. The page asks the other function about the codes of a preview.
  market: null,
  channels: env.BELLWETHER_CHANNELS,
  marketNow,
  newId,
  systemNow,
  sleep,
  log,
};

/** Import and export of workflow files, apart because the YAML parser is a quarter of the bundle. */
export const handler = fromGateway(appOf(fileRoutes(deps), deps));
