import { prefix } from "./configuration.ts";
import { handler } from "./handler.ts";
import { acceptFrom, consume, queuePair, receiving, sendingTo } from "./queue.ts";
import { tables, tableVariables } from "./storage.ts";

/** Complete batches that the projector gave up on. A queue as the failure destination would store
 *  only their position in the stream, and the stream deletes records after a day. */
export const parked = new sst.aws.Bucket("Parked", {
  cors: false,
  lifecycle: [{ expiresIn: "90 days" }],
});

/** A notice of each parked batch is a dead letter of the projector, so that it is counted, shown,
 *  alarmed and redriven like all others. */
export const projectorQueue = queuePair("Project");

// Sent through EventBridge: direct S3 notifications to a queue start with a test message, which
// would be a dead letter in every new deployment.
new aws.s3.BucketNotification("ParkedNotices", { bucket: parked.name, eventbridge: true });

export const parkedRule = new aws.cloudwatch.EventRule("ParkedRule", {
  name: `${prefix}-parked`,
  eventPattern: $jsonStringify({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [parked.name] } },
  }),
});

new aws.cloudwatch.EventTarget("ParkedTarget", {
  rule: parkedRule.name,
  arn: projectorQueue.deadLetters.arn,
});

acceptFrom("ProjectDeadLettersPolicy", projectorQueue.deadLetters, [parkedRule.arn]);

export const project = handler("Project", {
  description: "Projects the newest order of a workflow onto its record",
  timeout: "60 seconds",
  memory: "512 MB",
  environment: tableVariables("workflows", "workflow_orders", "signals"),
  permissions: [
    {
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
      ],
      resources: [tables.workflow_orders.nodes.table.streamArn],
    },
    ...projecting(),
    ...listingSignals(),
    { actions: ["s3:PutObject"], resources: [$interpolate`${parked.arn}/*`] },
    { actions: ["s3:ListBucket"], resources: [parked.arn] },
  ],
});

/** Attempts at a batch. After a failure each half is tried separately. */
const MAX_RETRIES = 10;
/** A quarter of the stream's retention. The rest is left for repairs. */
const MAX_AGE_SECONDS = 6 * 60 * 60;

/** AWS's defaults would retry one bad record for a day and block its shard, and would skip what is
 *  written while the event source mapping is being created. */
tables.workflow_orders.subscribe("Project", project.arn, {
  transform: {
    eventSourceMapping: (mapping) => {
      mapping.startingPosition = "TRIM_HORIZON";
      mapping.batchSize = 100;
      mapping.functionResponseTypes = ["ReportBatchItemFailures"];
      mapping.bisectBatchOnFunctionError = true;
      mapping.maximumRetryAttempts = MAX_RETRIES;
      mapping.maximumRecordAgeInSeconds = MAX_AGE_SECONDS;
      mapping.destinationConfig = { onFailure: { destinationArn: parked.arn } };
    },
  },
});

/** Fed only by a redrive. */
export const redriveParked = handler("RedriveParked", {
  description: "Derives the workflows of parked records again",
  timeout: "60 seconds",
  memory: "512 MB",
  environment: {
    ...tableVariables("workflows", "workflow_orders", "signals"),
    DEAD_LETTERS_PROJECT_ARN: projectorQueue.deadLetters.arn,
  },
  permissions: [
    receiving(projectorQueue.queue),
    // A notice that cannot be processed becomes a dead letter again at once.
    sendingTo(projectorQueue.deadLetters),
    ...projecting(),
    ...listingSignals(),
    {
      actions: ["dynamodb:BatchGetItem"],
      resources: [tables.workflow_orders.arn, tables.signals.arn],
    },
    { actions: ["s3:GetObject"], resources: [$interpolate`${parked.arn}/*`] },
  ],
});

consume(projectorQueue.queue, redriveParked, 2);

function listingSignals() {
  return [
    { actions: ["dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [tables.signals.arn] },
  ];
}

function projecting() {
  return [
    { actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources: [tables.workflows.arn] },
    { actions: ["dynamodb:Query"], resources: [tables.workflow_orders.arn] },
  ];
}
