import { type QueueOwner, queueVariables } from "../packages/functions/src/lambda/queue-owner.ts";
import { channels, leavingChannels, market, production } from "./configuration.ts";
import { engineQueue } from "./engine.ts";
import { bus, queues } from "./events.ts";
import { handler } from "./handler.ts";
import { marketPermissions, marketVariables } from "./market.ts";
import { openApiFile } from "./openapi.ts";
import { project, projectorQueue } from "./projection.ts";
import { sendingTo } from "./queue.ts";
import { tables, tableVariables } from "./storage.ts";

/** The gateway times out after thirty seconds, and the page earlier than that. */
const TIMEOUT = "20 seconds";

const EDITING = [
  {
    actions: ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    resources: [tables.workflows.arn],
  },
  { actions: ["dynamodb:PutItem"], resources: [tables.workflow_names.arn] },
  // Notes and publishes that the episode of a deleted or disabled workflow is over.
  { actions: ["dynamodb:PutItem"], resources: [tables.signals.arn] },
  { actions: ["events:PutEvents"], resources: [bus.arn] },
];

/** The API is split into three functions, so that each has only the code and permissions it
 *  needs. */
export const api = handler("Api", {
  description: "Workflows, orders and charts",
  timeout: TIMEOUT,
  memory: "1024 MB",
  environment: {
    ...marketVariables,
    BUS_NAME: bus.name,
    BELLWETHER_CHANNELS: channels.join(","),
    ...tableVariables("workflows", "workflow_names", "workflow_orders", "signals", "decisions"),
  },
  permissions: [
    ...EDITING,
    // A workflow that is renamed or deleted releases its name; an import does neither.
    {
      actions: ["dynamodb:DeleteItem"],
      resources: [tables.workflows.arn, tables.workflow_names.arn],
    },
    { actions: ["dynamodb:GetItem", "dynamodb:Query"], resources: [tables.workflow_orders.arn] },
    {
      actions: ["dynamodb:Query"],
      resources: [tables.signals.arn, tables.decisions.arn],
    },
    ...marketPermissions,
  ],
});

export const files = handler("Files", {
  description: "Imports and exports workflow files",
  timeout: TIMEOUT,
  memory: "1024 MB",
  environment: {
    ...tableVariables("workflows", "workflow_names", "workflow_orders", "signals"),
    BUS_NAME: bus.name,
    BELLWETHER_CHANNELS: channels.join(","),
  },
  permissions: [
    ...EDITING,
    // The last order of a workflow recreated under its old id is derived from its orders.
    { actions: ["dynamodb:Query"], resources: [tables.workflow_orders.arn] },
  ],
});

/** Every queue of the system, by the name used in the status and in a redrive. */
export const allQueues = { generate: engineQueue, ...queues, project: projectorQueue };

const pairs = Object.values(allQueues);

export const operations = handler("Operations", {
  description: "Status, queues, runs and repairs",
  copyFiles: [openApiFile],
  timeout: TIMEOUT,
  memory: "1024 MB",
  environment: {
    BELLWETHER_MARKET: market,
    BELLWETHER_CHANNELS: channels.join(","),
    BELLWETHER_LEAVING_CHANNELS: leavingChannels.join(","),
    ...tableVariables(
      "workflows",
      "workflow_names",
      "workflow_orders",
      "signals",
      "receipts",
      "runs",
      "decisions",
    ),
    ...Object.fromEntries(
      Object.entries(allQueues).flatMap(([name, { queue, deadLetters }]) => {
        const variables = queueVariables(name as QueueOwner);
        return [
          [variables.queue, queue.arn],
          [variables.deadLetters, deadLetters.arn],
        ];
      }),
    ),
    PROJECTOR_NAME: project.name,
    BUS_NAME: bus.name,
  },
  permissions: [
    // A rebuild derives the projection and the list of signals from the orders.
    {
      actions: ["dynamodb:Scan", "dynamodb:GetItem", "dynamodb:UpdateItem"],
      resources: [tables.workflows.arn],
    },
    // A trace reads one order, its receipts and what its run decided.
    {
      actions: ["dynamodb:GetItem"],
      resources: [tables.workflow_orders.arn, tables.receipts.arn],
    },
    { actions: ["dynamodb:Query"], resources: [tables.decisions.arn] },
    {
      actions: ["dynamodb:Query", "dynamodb:Scan", "dynamodb:BatchGetItem"],
      resources: [tables.workflow_orders.arn],
    },
    {
      actions: [
        "dynamodb:Query",
        "dynamodb:BatchGetItem",
        "dynamodb:PutItem",
        "dynamodb:DeleteItem",
      ],
      resources: [tables.signals.arn],
    },
    // The run records, including the pause state.
    {
      actions: ["dynamodb:Query", "dynamodb:GetItem", "dynamodb:PutItem"],
      resources: [tables.runs.arn],
    },
    // Publishes that the engine was paused or resumed.
    { actions: ["events:PutEvents"], resources: [bus.arn] },
    {
      actions: ["sqs:GetQueueAttributes"],
      resources: pairs.flatMap(({ queue, deadLetters }) => [queue.arn, deadLetters.arn]),
    },
    // A redrive is an SQS message move task. It needs our permission to receive from one queue and
    // to send to the other.
    {
      actions: [
        "sqs:StartMessageMoveTask",
        "sqs:ListMessageMoveTasks",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
      ],
      resources: pairs.map(({ deadLetters }) => deadLetters.arn),
    },
    // A run requested by hand goes to the engine's queue.
    sendingTo(...pairs.map(({ queue }) => queue)),
    // CloudWatch has no resource-level permissions: read access to one metric covers all of them.
    { actions: ["cloudwatch:GetMetricData"], resources: ["*"] },
  ],
});

/** Enough for one trader; stops a runaway script. */
const REQUESTS_PER_SECOND = 20;
const BURST = 50;

/** The page has the same origin (web.ts), and no other page may call the API. There is no CORS. */
export const gateway = new sst.aws.ApiGatewayV2("Gateway", {
  cors: false,
  accessLog: { retention: production ? "3 months" : "1 week" },
  transform: {
    stage: {
      defaultRouteSettings: {
        throttlingRateLimit: REQUESTS_PER_SECOND,
        throttlingBurstLimit: BURST,
      },
    },
  },
});

export const url = gateway.url;
