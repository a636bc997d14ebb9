import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { messageJson } from "@bellwether/core/event";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { episodeCutStore } from "../adapter/dynamodb/episode-cut-store.ts";
import { pauseStore } from "../adapter/dynamodb/pause-store.ts";
import { runPartStore } from "../adapter/dynamodb/run-part-store.ts";
import { workflowScan } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { writeToStdout } from "../adapter/log/json-log.ts";
import { measured } from "../adapter/metrics/run-metrics.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsPark } from "../adapter/sqs/message.ts";
import { sqsSendRanges } from "../adapter/sqs/send-ranges.ts";
import { generateHandler } from "../handler/generate.ts";
import { inSequence } from "../handler/queue-consumer.ts";
import { queuedRunHandler } from "../handler/queued-run.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { liveMarket } from "./market.ts";
import { marketNow, random, sleep, systemNow } from "./process-ports.ts";
import { fromQueue, scheduledOrQueued } from "./queue-edge.ts";

const env = environment([
  "BELLWETHER_STAGE",
  "BUS_NAME",
  "DEAD_LETTERS_GENERATE_ARN",
  "ENGINE_RANGES",
  "QUEUE_GENERATE_ARN",
  "TABLE_DECISIONS",
  "TABLE_RUNS",
  "TABLE_SIGNALS",
  "TABLE_WORKFLOWS",
]);
const documents = documentClient(dynamoClient({}));
const sqs = sqsClient();
const names = { decisions: env.TABLE_DECISIONS };
const bus = { client: new EventBridgeClient({}), busName: env.BUS_NAME, sleep, random };

const run = generateHandler({
  scanWorkflows: workflowScan({ documents, names: { workflows: env.TABLE_WORKFLOWS } }),
  readPause: pauseStore({ documents, names: { runs: env.TABLE_RUNS } }).read,
  readDecisions: decisionStore({ documents, names }).read,
  episodeCuts: episodeCutStore({ documents, names: { signals: env.TABLE_SIGNALS } }),
  market: liveMarket("engine"),
  fanOut: {
    ranges: env.ENGINE_RANGES,
    sendRanges: sqsSendRanges({ client: sqs, queueArn: env.QUEUE_GENERATE_ARN }),
    runParts: runPartStore({ documents, names }),
  },
  publish: measured({
    publish: eventBridgePublish(bus),
    writeLine: writeToStdout,
    stage: env.BELLWETHER_STAGE,
    systemNow,
  }),
  marketNow,
  systemNow,
  log,
});

const queued = fromQueue(inSequence(messageJson, queuedRunHandler({ run })), {
  park: sqsPark({ client: sqs, deadLettersArn: env.DEAD_LETTERS_GENERATE_ARN }),
  log,
});

/** The scheduler invokes it with one run; dead ticks return through a queue. */
export const handler = scheduledOrQueued(run, queued);
