import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsPark } from "../adapter/sqs/message.ts";
import { recordHandler } from "../handler/record.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";

const env = environment(["DEAD_LETTERS_RECORD_ARN", "TABLE_DECISIONS", "TABLE_RUNS"]);
const documents = documentClient(dynamoClient({}));

export const handler = recordHandler({
  putRun: runStore({ documents, names: { runs: env.TABLE_RUNS } }).put,
  putDecisions: decisionStore({ documents, names: { decisions: env.TABLE_DECISIONS } }).put,
  park: sqsPark({ client: sqsClient(), deadLettersArn: env.DEAD_LETTERS_RECORD_ARN }),
  log,
});
