import { queues } from "./events.ts";
import { handler } from "./handler.ts";
import { consume, receiving, sendingTo } from "./queue.ts";
import { slackBotToken, versionsOf } from "./secrets.ts";
import { tables, tableVariables } from "./storage.ts";
import { url } from "./web.ts";

/** For a batch of ten messages: up to ten seconds each if Slack is slow, and two seconds between
 *  them. */
export const notify = handler("Notify", {
  description: "Tells the trader of a signal in Slack",
  timeout: "150 seconds",
  memory: "512 MB",
  environment: {
    ...tableVariables("receipts"),
    QUEUE_NOTIFY_ARN: queues.notify.queue.arn,
    DEAD_LETTERS_NOTIFY_ARN: queues.notify.deadLetters.arn,
    PARAMETER_SLACK_BOT_TOKEN: slackBotToken.name,
    ...versionsOf(slackBotToken),
    DASHBOARD_URL: url,
  },
  permissions: [
    receiving(queues.notify.queue),
    // A rate-limited message is sent back to the queue with a delay; a poison message is parked.
    sendingTo(queues.notify.queue, queues.notify.deadLetters),
    {
      actions: ["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      resources: [tables.receipts.arn],
    },
    { actions: ["ssm:GetParameter"], resources: [slackBotToken.arn] },
  ],
});

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

/** A message sent back to the queue invokes the same function again. Lambda treats that as a
 *  recursive loop and drops the message after sixteen rounds, unless the loop is allowed. */
new aws.lambda.FunctionRecursionConfig("NotifyRecursion", {
  functionName: notify.name,
  recursiveLoop: "Allow",
});

// Slack's limit is one message a second in a channel. The minimum concurrency of a queue is two,
// hence two seconds between the messages of each sender. On a 429 the message is sent back with a
// delay. A FIFO queue would send one at a time, but it has no per-message delays, and one bad
// message would block the rest.
consume(queues.notify.queue, notify, 2);
// A new account has a concurrency of ten functions. Four here leave room for the API while a tick
// with thousands of signals is stored.
consume(queues.persist.queue, persist, 4);
consume(queues.record.queue, record, 2);
