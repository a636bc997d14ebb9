import { queues } from "./events.ts";
import { handler } from "./handler.ts";
import { consume, receiving, sendingTo } from "./queue.ts";
import { tables, tableVariables } from "./storage.ts";

export const persist = handler("Persist", {
  description: "Stores a signal as an order",
  timeout: "30 seconds",
  memory: "512 MB",
  environment: {
    ...tableVariables("workflow_orders"),
    DEAD_LETTERS_PERSIST_ARN: queues.persist.deadLetters.arn,
  },
  permissions: [
    receiving(queues.persist.queue),
    sendingTo(queues.persist.deadLetters),
    { actions: ["dynamodb:PutItem"], resources: [tables.workflow_orders.arn] },
  ],
});

export const record = handler("Record", {
  description: "Stores what a run decided and did",
  timeout: "30 seconds",
  memory: "512 MB",
  environment: {
    ...tableVariables("runs", "decisions", "workflows"),
    DEAD_LETTERS_RECORD_ARN: queues.record.deadLetters.arn,
  },
  permissions: [
    receiving(queues.record.queue),
    sendingTo(queues.record.deadLetters),
    { actions: ["dynamodb:PutItem"], resources: [tables.runs.arn, tables.decisions.arn] },
    // To write the score to its workflow.
    { actions: ["dynamodb:UpdateItem"], resources: [tables.workflows.arn] },
  ],
});

// A new account has a concurrency of ten functions. Four here leave room for the API while a tick
// with thousands of signals is stored.
consume(queues.persist.queue, persist, 4);
consume(queues.record.queue, record, 2);
