import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { projectionStore } from "../adapter/dynamodb/projection-store.ts";
import { s3ReadObject } from "../adapter/s3/object.ts";
import { redriveParkedHandler } from "../handler/redrive-parked.ts";
import { access } from "./access.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";

const env = environment(["TABLE_WORKFLOWS", "TABLE_WORKFLOW_ORDERS"]);
const documents = documentClient(dynamoClient({}));
const names = { workflows: env.TABLE_WORKFLOWS, workflow_orders: env.TABLE_WORKFLOW_ORDERS };

export const handler = redriveParkedHandler({
  projections: projectionStore({ documents, names }),
  readObject: s3ReadObject(access("S3")),
  log,
});
