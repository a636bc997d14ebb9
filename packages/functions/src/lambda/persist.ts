import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsPark } from "../adapter/sqs/message.ts";
import { persistHandler } from "../handler/persist.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";

const env = environment(["DEAD_LETTERS_PERSIST_ARN", "TABLE_WORKFLOW_ORDERS"]);
const documents = documentClient(dynamoClient({}));

export const handler = persistHandler({
  putOrder: orderStore({ documents, names: { workflow_orders: env.TABLE_WORKFLOW_ORDERS } }).put,
  park: sqsPark({ client: sqsClient(), deadLettersArn: env.DEAD_LETTERS_PERSIST_ARN }),
  log,
});
