import { market } from "./configuration.ts";
import { bus } from "./events.ts";
import { handler } from "./handler.ts";
import { marketPermissions, marketVariables } from "./market.ts";
import { consume, queuePair, receiving, sendingTo } from "./queue.ts";
import { tables, tableVariables } from "./storage.ts";

/** Dead letters are ticks whose run failed to the end; their body is what the schedule sent. The
 *  queue is empty but for a redrive, which sends them through it to the engine again. */
export const engineQueue = queuePair("Generate");

/** A tick that is later than this is a missed run, and the engine would not evaluate it. */
const TICK_LIFETIME_SECONDS = 25 * 60;

/** Five minutes: fifty workflows take seconds, and the broker's 120 requests a minute is what a
 *  long run waits for. Three attempts then still end before the tick is too old.
 *
 *  The scheduler hands a tick over asynchronously: its own retries and dead letters cover the
 *  hand-off, the function's cover the run. Both lead to one queue. */
export const generate = handler("Generate", {
  description: `Evaluates every workflow on ${market}'s candles and emits the signals`,
  timeout: "5 minutes",
  // A full CPU: the indicators of some hundred workflows are arithmetic.
  memory: "1769 MB",
  environment: {
    ...tableVariables("workflows", "runs", "decisions"),
    ...marketVariables,
    BUS_NAME: bus.name,
    BELLWETHER_STAGE: $app.stage,
    DEAD_LETTERS_GENERATE_ARN: engineQueue.deadLetters.arn,
  },
  permissions: [
    { actions: ["dynamodb:Scan"], resources: [tables.workflows.arn] },
    // Whether the engine is paused.
    { actions: ["dynamodb:GetItem"], resources: [tables.runs.arn] },
    // What the run before decided: whether a condition goes on holding.
    { actions: ["dynamodb:Query"], resources: [tables.decisions.arn] },
    { actions: ["events:PutEvents"], resources: [bus.arn] },
    receiving(engineQueue.queue),
    sendingTo(engineQueue.deadLetters),
    ...marketPermissions,
  ],
  deadLetters: engineQueue.deadLetters.arn,
  retries: 2,
  transform: { eventInvokeConfig: { maximumEventAgeInSeconds: TICK_LIFETIME_SECONDS } },
});

consume(engineQueue.queue, generate, 2);

/** A minute after the half hour, when its candle has closed. In UTC every day of the year: sessions
 *  are the engine's business. */
new sst.aws.CronV2("Engine", {
  function: generate.arn,
  schedule: "cron(1,31 * * * ? *)",
  timezone: "UTC",
  // The engine never asks the clock for the tick: a retry stands for the same instant.
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

/** Looks for ticks without a run: five minutes after each is due, and again in between, so that a
 *  failure to look is made good. What it finds is an event, which notify says in Slack. */
export const watchRuns = handler("WatchRuns", {
  description: "Says when a run was missed",
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

/** Scores the workflows after the last session of the day. It asks the market as the page does, so
 *  that the engine goes first. */
export const review = handler("Review", {
  description: "Scores every workflow once a day",
  timeout: "15 minutes",
  memory: "1769 MB",
  environment: {
    ...tableVariables("workflows", "receipts"),
    ...marketVariables,
    BUS_NAME: bus.name,
  },
  permissions: [
    { actions: ["dynamodb:Scan"], resources: [tables.workflows.arn] },
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
  schedule: "cron(5,35 22 * * ? *)",
  timezone: "UTC",
  retries: 0,
});
