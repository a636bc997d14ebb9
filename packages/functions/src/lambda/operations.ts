import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { iteratorAge } from "../adapter/cloudwatch/iterator-age.ts";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { pauseStore } from "../adapter/dynamodb/pause-store.ts";
import { projectionStore } from "../adapter/dynamodb/projection-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { workflowStore } from "../adapter/dynamodb/workflow-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { sqsClient } from "../adapter/sqs/client.ts";
import { sqsDeadLetters, sqsRedrive, sqsStartRun, sqsStatus } from "../adapter/sqs/operations.ts";
import { brieflyKept } from "../adapter/status/brief-cache.ts";
import { deployedStatus } from "../adapter/status/deployed-status.ts";
import { appOf, functionOf } from "../api/app.ts";
import { engineRoutes } from "../api/engine.ts";
import { operationsRoutes } from "../api/operations.ts";
import { recoveryRoutes } from "../api/recovery.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { queuePairs } from "./queue-pairs.ts";
import { marketNow, newId, random, sleep, systemNow } from "./world.ts";

const env = environment([
  "BELLWETHER_MARKET",
  "BUS_NAME",
  "PROJECTOR_NAME",
  "TABLE_RUNS",
  "TABLE_WORKFLOWS",
  "TABLE_WORKFLOW_NAMES",
  "TABLE_WORKFLOW_ORDERS",
]);
const documents = documentClient(dynamoClient({}));
const names = {
  runs: env.TABLE_RUNS,
  workflows: env.TABLE_WORKFLOWS,
  workflow_names: env.TABLE_WORKFLOW_NAMES,
  workflow_orders: env.TABLE_WORKFLOW_ORDERS,
};
const sqs = { client: sqsClient(), queues: queuePairs() };
const bus = { client: new EventBridgeClient({}), busName: env.BUS_NAME, sleep, random };
const cloudWatch = { client: new CloudWatchClient({}), functionName: env.PROJECTOR_NAME };
const pause = pauseStore({ documents, names });
const status = deployedStatus({
  market: env.BELLWETHER_MARKET,
  listRuns: runStore({ documents, names }).list,
  readPause: pause.read,
  readQueues: sqsStatus(sqs),
  readIteratorAge: iteratorAge({ ...cloudWatch, systemNow }),
  marketNow,
  log,
});

const deps = {
  workflows: workflowStore({ documents, names }),
  projections: projectionStore({ documents, names }),
  pause,
  publish: eventBridgePublish(bus),
  operations: {
    readStatus: brieflyKept(status, { keepMs: 5_000, systemNow }),
    redrive: sqsRedrive(sqs),
    listDeadLetters: sqsDeadLetters(sqs),
    startRun: sqsStartRun({ client: sqs.client, queueArn: sqs.queues.generate.queue }),
  },
  marketNow,
  newId,
  sleep,
  log,
};

/** What whoever runs Bellwether works with: health, queues, runs, mending. */
export const handler = functionOf(
  appOf([...operationsRoutes(deps), ...engineRoutes(deps), ...recoveryRoutes(deps)], deps),
);
