import { parseEnvelope } from "@bellwether/core/signal";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { slackChannel } from "../adapter/slack/channel.ts";
import { slackWithSecret } from "../adapter/slack/secret-token.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsDefer, sqsPark } from "../adapter/sqs/message.ts";
import { keptSecret, readSecret } from "../adapter/ssm/secret.ts";
import { notifyHandler } from "../handler/notify.ts";
import { together } from "../handler/queue-consumer.ts";
import { parameters } from "./access.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { fromQueue } from "./queue-edge.ts";
import { marketNow, newId, sleep, systemNow } from "./world.ts";

const env = environment([
  "DASHBOARD_URL",
  "DEAD_LETTERS_NOTIFY_ARN",
  "PARAMETER_SLACK_BOT_TOKEN",
  "QUEUE_NOTIFY_ARN",
  "TABLE_RECEIPTS",
]);
const documents = documentClient(dynamoClient({}));
const queues = sqsClient();
const token = keptSecret(() => readSecret(parameters, env.PARAMETER_SLACK_BOT_TOKEN));
/** Base URL of another server with Slack's API; Slack's own when unset. */
const elsewhere = process.env["SLACK_API_URL"];

const notify = notifyHandler({
  receipts: receiptStore({ documents, names: { receipts: env.TABLE_RECEIPTS }, systemNow, newId }),
  channel: slackChannel(
    slackWithSecret(token, elsewhere === undefined ? {} : { apiUrl: elsewhere }),
    // Two instances of this function may send at a time: together one message a second.
    { intervalMs: 2_000 },
  ),
  consumer: "notify",
  marketNow,
  systemNow,
  sleep,
  dashboardUrl: () => env.DASHBOARD_URL,
  log,
});

export const handler = fromQueue(together(parseEnvelope, notify), {
  defer: sqsDefer({ client: queues, queueArn: env.QUEUE_NOTIFY_ARN }),
  park: sqsPark({ client: queues, deadLettersArn: env.DEAD_LETTERS_NOTIFY_ARN }),
  log,
});
