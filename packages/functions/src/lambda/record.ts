import { parseEnvelope } from "@bellwether/core/event";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { scoreProjection } from "../adapter/dynamodb/workflow-projection.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsPark } from "../adapter/sqs/message.ts";
import { inParallel } from "../handler/queue-consumer.ts";
import { recordHandler } from "../handler/record.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { fromQueue } from "./queue-edge.ts";

const env = environment([
  "DEAD_LETTERS_RECORD_ARN",
  "TABLE_DECISIONS",
  "TABLE_RUNS",
  "TABLE_WORKFLOWS",
]);
const documents = documentClient(dynamoClient({}));

const record = recordHandler({
  putRun: runStore({ documents, names: { runs: env.TABLE_RUNS } }).put,
  putDecisions: decisionStore({ documents, names: { decisions: env.TABLE_DECISIONS } }).put,
  putScore: scoreProjection({ documents, names: { workflows: env.TABLE_WORKFLOWS } }),
});

export const handler = fromQueue(inParallel(parseEnvelope, record), {
  park: sqsPark({ client: sqsClient(), deadLettersArn: env.DEAD_LETTERS_RECORD_ARN }),
  log,
});
