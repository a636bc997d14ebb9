import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { runStore } from "../adapter/dynamodb/run-store.ts";
import { eventBridgePublish } from "../adapter/eventbridge/publish.ts";
import { missedRunHandler } from "../handler/missed-run.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { marketNow, newId, random, sleep, systemNow } from "./process-ports.ts";

const env = environment(["BUS_NAME", "TABLE_RECEIPTS", "TABLE_RUNS"]);
const documents = documentClient(dynamoClient({}));
const bus = { client: new EventBridgeClient({}), busName: env.BUS_NAME, sleep, random };

export const handler = missedRunHandler({
  listRuns: runStore({ documents, names: { runs: env.TABLE_RUNS } }).list,
  receipts: receiptStore({ documents, names: { receipts: env.TABLE_RECEIPTS }, systemNow, newId }),
  publish: eventBridgePublish(bus),
  marketNow,
  // The oldest run on record is the start of this deployment.
  since: () => null,
  // The schedule on AWS never sleeps: a tick without a run is a fault, whatever was due.
  dueAmong: async (ticks) => ticks,
  log,
});
