import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { workflowProjection } from "../adapter/dynamodb/workflow-projection.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { appOf } from "../api/app.ts";
import { fileRoutes } from "../api/files.ts";
import { checkFile } from "../handler/workflow-file.ts";
import { environment } from "./environment.ts";
import { fromGateway } from "./gateway-edge.ts";
import { log } from "./log.ts";
import { marketNow, newId, sleep } from "./world.ts";

const env = environment([
  "BELLWETHER_CHANNELS",
  "TABLE_WORKFLOWS",
  "TABLE_WORKFLOW_NAMES",
  "TABLE_WORKFLOW_ORDERS",
]);
const documents = documentClient(dynamoClient({}));
const names = {
  workflows: env.TABLE_WORKFLOWS,
  workflow_names: env.TABLE_WORKFLOW_NAMES,
  workflow_orders: env.TABLE_WORKFLOW_ORDERS,
};
const workflows = workflowStore({ documents, names });
const projections = workflowProjection({ documents, names });
const deps = {
  workflows,
  projections,
  checkFile: async (bytes: Uint8Array) => checkFile(bytes),
  // It has neither the market's code nor the rights to its login: runs report what is unknown there.
  market: null,
  channels: env.BELLWETHER_CHANNELS,
  marketNow,
  newId,
  sleep,
  log,
};

/** Import and export of workflow files, apart because the YAML parser is a quarter of the bundle. */
export const handler = fromGateway(appOf(fileRoutes(deps), deps));
