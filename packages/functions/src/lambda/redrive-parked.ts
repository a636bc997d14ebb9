import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { projectionStore } from "../adapter/dynamodb/projection-store.ts";
import { s3ReadObject } from "../adapter/s3/object.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsPark } from "../adapter/sqs/message.ts";
import { inSequence } from "../handler/queue-consumer.ts";
import { parkedNotice, redriveParkedHandler } from "../handler/redrive-parked.ts";
import { access } from "./access.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { marketNow } from "./process-ports.ts";
import { fromQueue } from "./queue-edge.ts";

const env = environment([
  "DEAD_LETTERS_PROJECT_ARN",
  "TABLE_SIGNALS",
  "TABLE_WORKFLOWS",
  "TABLE_WORKFLOW_ORDERS",
]);
const documents = documentClient(dynamoClient({}));
const names = {
  workflows: env.TABLE_WORKFLOWS,
  workflow_orders: env.TABLE_WORKFLOW_ORDERS,
  signals: env.TABLE_SIGNALS,
};

const redrive = redriveParkedHandler({
  projections: projectionStore({ documents, names }),
  readObject: s3ReadObject(access("S3")),
  marketNow,
  log,
});

export const handler = fromQueue(inSequence(parkedNotice, redrive), {
  park: sqsPark({ client: sqsClient(), deadLettersArn: env.DEAD_LETTERS_PROJECT_ARN }),
  log,
});
