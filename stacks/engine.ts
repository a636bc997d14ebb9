import { dailySummary, engines, market } from "./configuration.ts";
import { bus } from "./events.ts";
import { handler } from "./handler.ts";
import { marketPermissions, marketVariables } from "./market.ts";
import { consume, queuePair, receiving, sendingTo } from "./queue.ts";
import { tables, tableVariables } from "./storage.ts";

/** Dead letters are ticks whose run failed after all retries; the body is the scheduler's input.
 *  The queue takes the ranges of a run that several engines share, runs that the API asks for, and
 *  dead ticks that are redriven. */
export const engineQueue = queuePair("Generate");

/** A tick later than this is a missed run; the engine would not evaluate it. */
const TICK_LIFETIME_SECONDS = 25 * 60;

/** Five minutes: fifty workflows take seconds, and a long run waits for the broker's 120 requests a
 *  minute. Three attempts still end before the tick is too old.
 *
 *  The scheduler invokes the function asynchronously. The schedule's retries and dead letters cover
 *  the invocation, the function's cover the run. Both use one dead-letter queue. */
export const generate = handler("Generate", {
  description: `Evaluates every workflow on ${market}'s candles and emits the signals`,
  timeout: "5 minutes",
  // A full CPU: the indicators of hundreds of workflows are CPU-bound.
  memory: "1769 MB",
  environment: {
    ...tableVariables("workflows", "runs", "decisions", "signals"),
    ...marketVariables,
    BUS_NAME: bus.name,
    DEAD_LETTERS_GENERATE_ARN: engineQueue.deadLetters.arn,
    QUEUE_GENERATE_ARN: engineQueue.queue.arn,
    ENGINE_RANGES: String(engines),
  },
  permissions: [
    { actions: ["dynamodb:Scan"], resources: [tables.workflows.arn] },
    // The pause state.
    { actions: ["dynamodb:GetItem"], resources: [tables.runs.arn] },
    // The previous run's decisions, to tell whether a condition still holds.
    { actions: ["dynamodb:Query"], resources: [tables.decisions.arn] },
    // The notes of episodes that were cut since the run before.
    { actions: ["dynamodb:Query", "dynamodb:DeleteItem"], resources: [tables.signals.arn] },
    { actions: ["events:PutEvents"], resources: [bus.arn] },
    receiving(engineQueue.queue),
    sendingTo(engineQueue.deadLetters),
    ...(engines > 1 ? sharingRuns() : []),
    ...marketPermissions,
  ],
  deadLetters: engineQueue.deadLetters.arn,
  retries: 2,
  transform: { eventInvokeConfig: { maximumEventAgeInSeconds: TICK_LIFETIME_SECONDS } },
});

// One message at a time: each range of a run has an engine to itself.
consume(engineQueue.queue, generate, Math.max(2, engines), 1);

/** What engines need that share a run: they hand ranges over, and store the part of each. */
function sharingRuns() {
  return [
    sendingTo(engineQueue.queue),
    { actions: ["dynamodb:PutItem"], resources: [tables.decisions.arn] },
  ];
}

/** A minute after each half hour, when its candle has closed. In UTC, every day of the year; the
 *  engine handles sessions. */
new sst.aws.CronV2("Engine", {
  function: generate.arn,
  schedule: "cron(1,31 * * * ? *)",
  timezone: "UTC",
  // The tick comes from the schedule, not from a clock, so that a retry is for the same tick.
  event: {
    tick: "<aws.scheduler.scheduled-time>",
    execution_context: "schedule:<aws.scheduler.execution-id>",
  },
  retries: 185,
  dlq: engineQueue.deadLetters.arn,
  transform: {
    schedule: (schedule) => {
      schedule.target = $output(schedule.target).apply((target) => ({
        ...target,
        retryPolicy: {
          ...target.retryPolicy,
          maximumEventAgeInSeconds: TICK_LIFETIME_SECONDS,
        },
      }));
    },
  },
});

/** Looks for ticks without a run: five minutes after each is due, and again in between in case a
 *  check failed. A missed run is published as an event, which notify posts to Slack. */
export const watchRuns = handler("WatchRuns", {
  description: "Reports missed runs",
  timeout: "60 seconds",
  memory: "512 MB",
  environment: { ...tableVariables("receipts", "runs"), BUS_NAME: bus.name },
  permissions: [
    { actions: ["dynamodb:Query"], resources: [tables.runs.arn] },
    {
      actions: ["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      resources: [tables.receipts.arn],
    },
    { actions: ["events:PutEvents"], resources: [bus.arn] },
  ],
});

new sst.aws.CronV2("RunWatch", {
  function: watchRuns.arn,
  schedule: "cron(6,21,36,51 * * * ? *)",
  timezone: "UTC",
  retries: 0,
});

/** Scores the workflows after the last session of the day, and summarizes each session where that is
 *  wanted. It reads the market with the page's priority, so that the engine goes first. */
export const review = handler("Review", {
  description: "Scores every workflow and audits the decisions once a day; summarizes each session",
  timeout: "15 minutes",
  memory: "1769 MB",
  environment: {
    ...tableVariables("workflows", "receipts", "decisions", "runs"),
    ...(dailySummary ? { DAILY_SUMMARY: "on" } : {}),
    ...marketVariables,
    BUS_NAME: bus.name,
  },
  permissions: [
    { actions: ["dynamodb:Scan"], resources: [tables.workflows.arn] },
    // What was decided and which runs there were; the audit is kept beside the runs.
    { actions: ["dynamodb:Query"], resources: [tables.decisions.arn, tables.runs.arn] },
    { actions: ["dynamodb:PutItem"], resources: [tables.runs.arn] },
    {
      actions: ["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
      resources: [tables.receipts.arn],
    },
    { actions: ["events:PutEvents"], resources: [bus.arn] },
    ...marketPermissions,
  ],
});

new sst.aws.CronV2("DailyReview", {
  function: review.arn,
  // A summary is due half an hour after each session. Twice, in case the first attempt failed.
  schedule: dailySummary ? "cron(5,35 * * * ? *)" : "cron(5,35 22 * * ? *)",
  timezone: "UTC",
  retries: 0,
});
