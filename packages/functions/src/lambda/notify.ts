import { SQSClient } from "@aws-sdk/client-sqs";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { slackWithSecret } from "../adapter/slack/secret-token.ts";
import { sqsDefer, sqsPark } from "../adapter/sqs/message.ts";
import { secretOf } from "../adapter/ssm/parameter-store.ts";
import { notifyHandler } from "../handler/notify.ts";
import { parameters } from "./access.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { marketNow, newId, sleep, systemNow } from "./world.ts";

const env = environment([
  "DASHBOARD_URL",
  "DEAD_LETTERS_NOTIFY_ARN",
  "PARAMETER_SLACK_BOT_TOKEN",
  "QUEUE_NOTIFY_ARN",
  "TABLE_RECEIPTS",
]);
const documents = documentClient(dynamoClient({}));
const queues = new SQSClient({});
const readToken = secretOf(parameters, env.PARAMETER_SLACK_BOT_TOKEN);

export const handler = notifyHandler({
  receipts: receiptStore({ documents, names: { receipts: env.TABLE_RECEIPTS }, systemNow, newId }),
  postMessage: slackWithSecret(readToken),
  defer: sqsDefer({ client: queues, queueArn: env.QUEUE_NOTIFY_ARN }),
  park: sqsPark({ client: queues, deadLettersArn: env.DEAD_LETTERS_NOTIFY_ARN }),
  marketNow,
  systemNow,
  sleep,
  dashboardUrl: () => env.DASHBOARD_URL,
  // Two of this function may send at a time: together one message a second.
  messageIntervalMs: 2_000,
  log,
});
