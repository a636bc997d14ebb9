import { ListMessageMoveTasksCommand } from "@aws-sdk/client-sqs";
import { type Account, isEmulated } from "./account.ts";
import type { Stage } from "./stage.ts";

/** What the endpoint behind the stage supports. AWS supports all of it. */
export type Capabilities = Readonly<{
  /** SQS's message move tasks from a dead-letter queue. */
  moveTasks: boolean;
  /** A stream's event source mapping retries what the function reports as failed. */
  streamRetries: boolean;
  /** CloudWatch receives the metrics of queues. */
  queueMetrics: boolean;
  /** Reading metrics needs a permission. */
  metricPermissions: boolean;
}>;

export async function probe(account: Account, stage: Stage): Promise<Capabilities> {
  const isOwn = !isEmulated();
  return {
    moveTasks: await hasMoveTasks(account, stage),
    // Emulators accept these calls like AWS but behave differently, so a probe would not show it.
    streamRetries: isOwn,
    queueMetrics: isOwn,
    metricPermissions: isOwn,
  };
}

async function hasMoveTasks({ sqs }: Account, stage: Stage): Promise<boolean> {
  const SourceArn = stage.busArn
    .replace(/:events:/, ":sqs:")
    .replace(/event-bus\/.*/, stage.deadLettersUrl("notify").split("/").at(-1) ?? "");
  try {
    await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
    return true;
  } catch (error) {
    if (isEmulated()) return false;
    throw error;
  }
}

/** Prints what this endpoint cannot prove. docs/operations.md names the nearest other proof. */
export function notShown(what: string, why: string): void {
  process.stdout.write(`NOT SHOWN HERE: ${what} (${why}; see docs/operations.md)\n`);
}
