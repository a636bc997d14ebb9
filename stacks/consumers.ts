import { STORING_CONSUMERS, type StoringConsumer } from "../packages/core/src/event/route.ts";
import { logicalName, queueVariables } from "../packages/functions/src/lambda/queue-owner.ts";
import { queues } from "./events.ts";
import { handler } from "./handler.ts";
import { consume, receiving, sendingTo } from "./queue.ts";
import { tables, tableVariables } from "./storage.ts";

/** What each consumer does beyond its queue, and how many run at a time. */
const NEEDS: Record<
  StoringConsumer,
  {
    description: string;
    tables: Parameters<typeof tableVariables>;
    permissions: Parameters<typeof handler>[1]["permissions"];
    concurrency: number;
  }
> = {
  persist: {
    description: "Stores a signal as an order",
    tables: ["workflow_orders"],
    permissions: [{ actions: ["dynamodb:PutItem"], resources: [tables.workflow_orders.arn] }],
    // A new account has a concurrency of ten functions. Four here leave room for the API while a
    // tick with thousands of signals is stored.
    concurrency: 4,
  },
  record: {
    description: "Stores the decisions and the result of a run",
    tables: ["runs", "decisions", "workflows"],
    permissions: [
      { actions: ["dynamodb:PutItem"], resources: [tables.runs.arn, tables.decisions.arn] },
      // To write the score to its workflow.
      { actions: ["dynamodb:UpdateItem"], resources: [tables.workflows.arn] },
    ],
    concurrency: 2,
  },
};

function storing(consumer: StoringConsumer): sst.aws.Function {
  const { description, permissions, concurrency, tables: names } = NEEDS[consumer];
  const { queue, deadLetters } = queues[consumer];
  const fn = handler(logicalName(consumer), {
    description,
    timeout: "30 seconds",
    memory: "512 MB",
    environment: {
      ...tableVariables(...names),
      [queueVariables(consumer).deadLetters]: deadLetters.arn,
    },
    permissions: [receiving(queue), sendingTo(deadLetters), ...permissions],
  });
  consume(queue, fn, concurrency);
  return fn;
}

/** The function of each consumer, by its logical name. */
export const consumerFunctions: Readonly<Record<string, sst.aws.Function>> = Object.fromEntries(
  STORING_CONSUMERS.map((consumer) => [logicalName(consumer), storing(consumer)]),
);
