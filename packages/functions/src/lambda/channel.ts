import { channelOf } from "@bellwether/core/channel";
import { parseEnvelope } from "@bellwether/core/event";
import type { Variables } from "../adapter/channel/adapter.ts";
import { adapterOf } from "../adapter/channel/adapters.ts";
import { channelRecords } from "../adapter/dynamodb/channel-records.ts";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { episodeMessageStore } from "../adapter/dynamodb/episode-message-store.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { sesEmail } from "../adapter/email/ses.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsDefer, sqsPark } from "../adapter/sqs/message.ts";
import { readSecret } from "../adapter/ssm/secret.ts";
import { recordedChannel } from "../handler/channel-record.ts";
import { announcesHere } from "../handler/channel-routing.ts";
import { withTests } from "../handler/channel-test.ts";
import { notifyHandler } from "../handler/notify.ts";
import { together } from "../handler/queue-consumer.ts";
import { access, parameters } from "./access.ts";
import { arnsOf, environment } from "./environment.ts";
import { hops } from "./hops.ts";
import { log } from "./log.ts";
import { marketNow, newId, sleep, systemNow } from "./process-ports.ts";
import { fromQueue } from "./queue-edge.ts";

/** Two instances of a function may send at a time: together they keep the channel's pace. */
const SENDERS = 2;

const env = environment([
  "BELLWETHER_CHANNEL",
  "BELLWETHER_CHANNELS",
  "BELLWETHER_FAILURE_CHANNELS",
  "DASHBOARD_URL",
  "TABLE_RECEIPTS",
]);
const { name, kind, consumer, settings } = channelOf(env.BELLWETHER_CHANNEL);
const arns = arnsOf(consumer);
const queues = sqsClient();
const stored = {
  documents: documentClient(dynamoClient({})),
  names: { receipts: env.TABLE_RECEIPTS },
  systemNow,
  newId,
  log,
};
const records = channelRecords(stored);
const adapter = await adapterOf(kind, async () => sesEmail(access("SESV2")));
const opened = adapter.open(() => readSettings(settings), { name });
const channel = recordedChannel(
  { ...opened, limits: { ...opened.limits, intervalMs: SENDERS * opened.limits.intervalMs } },
  { records, systemNow, log },
);
const announce = notifyHandler({
  receipts: receiptStore(stored),
  episodes: episodeMessageStore(stored),
  channel,
  consumer,
  announces: announcesHere(name, {
    configured: env.BELLWETHER_CHANNELS,
    failures: env.BELLWETHER_FAILURE_CHANNELS,
  }),
  marketNow,
  systemNow,
  sleep,
  dashboardUrl: () => env.DASHBOARD_URL,
  observe: hops.observe,
  log,
});

/** The function of any channel: it announces what its queue holds. */
export const handler = hops.measuring(
  fromQueue(withTests({ channel, records, systemNow }, together(parseEnvelope, announce)), {
    defer: sqsDefer({ client: queues, queueArn: arns.queue }),
    park: sqsPark({ client: queues, deadLettersArn: arns.deadLetters }),
    log,
  }),
);

/** The settings are in Parameter Store; whatever else a channel takes, such as another address of its
 *  service, is in the environment. */
async function readSettings(names: readonly string[]): Promise<Variables> {
  const values = await Promise.all(
    names.map(async (name) => {
      const parameter = process.env[`PARAMETER_${name}`] ?? "";
      return [name, await readSecret(parameters, parameter)] as const;
    }),
  );
  return { ...process.env, ...Object.fromEntries(values) };
}
