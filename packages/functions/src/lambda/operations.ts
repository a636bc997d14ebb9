import { readFile } from "node:fs/promises";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { API_BASE } from "@bellwether/core/api";
import { channelOf } from "@bellwether/core/channel";
import { LIVE_MARKETS } from "@bellwether/core/market";
import { tickAfter } from "@bellwether/core/time";
import { iteratorAge } from "../adapter/cloudwatch/iterator-age.ts";
import { auditStore } from "../adapter/dynamodb/audit-store.ts";
import { channelRecords } from "../adapter/dynamodb/channel-records.ts";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { decisionStore } from "../adapter/dynamodb/decision-store.ts";
import { orderStore } from "../adapter/dynamodb/order-store.ts";
import { pauseStore } from "../adapter/dynamodb/pause-store.ts";
import { projectionStore } from "../adapter/dynamodb/projection-store.ts";
import { receiptReader } from "../adapter/dynamodb/receipt-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsFindMessage } from "../adapter/sqs/find-message.ts";
import {
  sqsDeadLetters,
  sqsDiscard,
  sqsEnqueue,
  sqsRedrive,
  sqsStartRun,
  sqsStatus,
} from "../adapter/sqs/operations.ts";
import { brieflyCached } from "../adapter/status/brief-cache.ts";
import { appOf } from "../api/app.ts";
import { operatorRoutes } from "../api/operator-routes.ts";
import { testChannel } from "../handler/channel-test.ts";
import { findMissedRuns } from "../handler/missed-run.ts";
import { systemStatus } from "../handler/system-status.ts";
import { traceSignal } from "../handler/trace-signal.ts";
import { environment } from "./environment.ts";
import { fromGateway } from "./gateway-edge.ts";
import { log } from "./log.ts";
import { marketNow, newId, random, sleep, systemNow } from "./process-ports.ts";
import { queueOwners } from "./queue-owner.ts";
import { queuePairs } from "./queue-pairs.ts";

const env = environment([
  "BELLWETHER_CHANNELS",
  "BELLWETHER_LEAVING_CHANNELS",
  "BELLWETHER_MARKET",
  "BUS_NAME",
  "PROJECTOR_NAME",
  "TABLE_DECISIONS",
  "TABLE_RECEIPTS",
  "TABLE_RUNS",
  "TABLE_SIGNALS",
  "TABLE_WORKFLOWS",
  "TABLE_WORKFLOW_NAMES",
  "TABLE_WORKFLOW_ORDERS",
]);
const documents = documentClient(dynamoClient({}));
const names = {
  decisions: env.TABLE_DECISIONS,
  receipts: env.TABLE_RECEIPTS,
  runs: env.TABLE_RUNS,
  workflows: env.TABLE_WORKFLOWS,
  workflow_names: env.TABLE_WORKFLOW_NAMES,
  workflow_orders: env.TABLE_WORKFLOW_ORDERS,
  signals: env.TABLE_SIGNALS,
};
const sqs = {
  client: sqsClient(),
  queues: queuePairs([...env.BELLWETHER_CHANNELS, ...env.BELLWETHER_LEAVING_CHANNELS]),
};
const bus = { client: new EventBridgeClient({}), busName: env.BUS_NAME, sleep, random };
const readIteratorAge = iteratorAge({
  client: new CloudWatchClient({}),
  functionName: env.PROJECTOR_NAME,
  systemNow,
});
const pause = pauseStore({ documents, names });
const runs = runStore({ documents, names });
const listRuns = runs.list;
const workflows = workflowStore({ documents, names });
const channels = channelRecords({ documents, names, systemNow });
const announcing = env.BELLWETHER_CHANNELS.map((name) => channelOf(name));
const status = systemStatus({
  market: {
    name: env.BELLWETHER_MARKET,
    simulated: false,
    session: LIVE_MARKETS[env.BELLWETHER_MARKET].session,
  },
  listRuns,
  readPause: pause.read,
  readAudit: auditStore({ documents, names }).read,
  readQueues: sqsStatus(sqs),
  announcing,
  readChannel: channels.read,
  readProjector: async () => ({ iteratorAgeMs: await readIteratorAge(), failure: null }),
  // The oldest run on record is the oldest that can have been missed.
  findMissedRuns: () =>
    findMissedRuns({
      listRuns,
      marketNow,
      since: () => null,
      dueAmong: async (ticks) => ticks,
    }),
  schedule: (asOf) => ({ replaying: false, progress: null, nextTick: tickAfter(asOf) }),
  marketNow,
  log,
});

const deps = {
  workflows,
  projections: projectionStore({ documents, names }),
  pause,
  publish: eventBridgePublish(bus),
  operations: {
    readStatus: brieflyCached(status, { keepMs: 5_000, systemNow }),
    redrive: sqsRedrive(sqs),
    listDeadLetters: sqsDeadLetters(sqs),
    discard: sqsDiscard({ ...sqs, sleep }),
    testChannel: testChannel({
      channels: announcing,
      records: channels,
      enqueue: sqsEnqueue(sqs),
      newId,
      sleep,
      systemNow,
    }),
    startRun: sqsStartRun({ client: sqs.client, queueArn: sqs.queues.generate.queue }),
  },
  trace: traceSignal({
    runs,
    workflows,
    readDecisions: decisionStore({ documents, names }).read,
    orders: orderStore({ documents, names }),
    readReceipt: receiptReader({ documents, names }),
    findMessage: sqsFindMessage(sqs),
    readIteratorAge,
    queues: queueOwners(env.BELLWETHER_CHANNELS),
    marketNow,
    systemNow,
    log,
  }),
  marketNow,
  newId,
  sleep,
  log,
};

const app = appOf(operatorRoutes(deps), deps);

/** The description of the whole API, whichever functions serve it (`stacks/openapi.ts`). */
app.get(`${API_BASE}/openapi.json`, async (context) => {
  const description = await readFile(new URL("openapi.json", import.meta.url), "utf8");
  return context.body(description, 200, { "content-type": "application/json" });
});

export const handler = fromGateway(app);
