import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { projectionStore } from "../adapter/dynamodb/projection-store.ts";
import { projectHandler } from "../handler/project.ts";
import { environment } from "./environment.ts";
import { hops } from "./hops.ts";
import { log } from "./log.ts";
import { systemNow } from "./process-ports.ts";

const env = environment(["TABLE_SIGNALS", "TABLE_WORKFLOWS", "TABLE_WORKFLOW_ORDERS"]);
const documents = documentClient(dynamoClient({}));
const names = {
  workflows: env.TABLE_WORKFLOWS,
  workflow_orders: env.TABLE_WORKFLOW_ORDERS,
  signals: env.TABLE_SIGNALS,
};

const project = projectHandler({
  projections: projectionStore({ documents, names }),
  observe: hops.observe,
  systemNow,
  log,
});

export const handler = hops.measuring(project);
