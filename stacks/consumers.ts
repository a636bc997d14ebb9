import { queues } from "./events.ts";
import { handler } from "./handler.ts";
import { consume, receiving, sendingTo } from "./queue.ts";
import { slackBotToken, versionsOf } from "./secrets.ts";
import { tables, tableVariables } from "./storage.ts";
import { url } from "./web.ts";

/** Ten messages a batch, each up to ten seconds in Slack's hands on a bad day, and two between them. */
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
    // A message that Slack has no room for is put back with a delay; a poisoned one is parked.
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
    // The score, projected onto the workflow.
    { actions: ["dynamodb:UpdateItem"], resources: [tables.workflows.arn] },
  ],
});

/** A message that is put back starts the function that put it back. Lambda takes that for a loop gone
 *  wild and drops the message after sixteen rounds, unless it is told that this is meant. */
new aws.lambda.FunctionRecursionConfig("NotifyRecursion", {
  functionName: notify.name,
  recursiveLoop: "Allow",
});

// Slack's limit is one message a second in a channel. Two senders are the least that a queue can be
// told, hence two seconds between the messages of each; when they still meet a 429, the message is
// put back with a delay. A FIFO queue would send one at a time, but has no delays, and one bad
// message would hold up the rest.
consume(queues.notify.queue, notify, 2);
// A new account runs ten functions at a time. Four here leave room for the API while a tick with
// thousands of signals is stored.
consume(queues.persist.queue, persist, 4);
consume(queues.record.queue, record, 2);
