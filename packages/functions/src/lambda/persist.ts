import { parseEnvelope } from "@bellwether/core/event";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsPark } from "../adapter/sqs/message.ts";
import { persistHandler } from "../handler/persist.ts";
import { inParallel } from "../handler/queue-consumer.ts";
import { environment } from "./environment.ts";
import { hops } from "./hops.ts";
import { log } from "./log.ts";
import { systemNow } from "./process-ports.ts";
import { fromQueue } from "./queue-edge.ts";

const env = environment(["DEAD_LETTERS_PERSIST_ARN", "TABLE_WORKFLOW_ORDERS"]);
const documents = documentClient(dynamoClient({}));

const persist = persistHandler({
  putOrder: orderStore({ documents, names: { workflow_orders: env.TABLE_WORKFLOW_ORDERS } }).put,
  observe: hops.observe,
  systemNow,
  log,
});

const consume = fromQueue(inParallel(parseEnvelope, persist), {
  park: sqsPark({ client: sqsClient(), deadLettersArn: env.DEAD_LETTERS_PERSIST_ARN }),
  log,
});

export const handler = hops.measuring(consume);
