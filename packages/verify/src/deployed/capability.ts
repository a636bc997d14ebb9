import { ListMessageMoveTasksCommand } from "@aws-sdk/client-sqs";
import { type Account, isEmulated } from "./account.ts";
import type { Stage } from "./stage.ts";

/** What the endpoint behind the stage can do. All of it on AWS. */
export type Capabilities = Readonly<{
  /** SQS's own moves from a queue of dead letters. */
  moveTasks: boolean;
  /** A stream's mapping tries again what the function reports as failed. */
  streamRetries: boolean;
  /** CloudWatch gets the metrics of queues. */
  queueMetrics: boolean;
}>;

export async function probe(account: Account, stage: Stage): Promise<Capabilities> {
  const isOwn = !isEmulated();
  return {
    moveTasks: await hasMoveTasks(account, stage),
    // Emulators answer these calls like AWS and do something else: there is nothing to ask.
    streamRetries: isOwn,
    queueMetrics: isOwn,
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

/** Says what this endpoint cannot show. The nearest other proof is named in docs/operations.md. */
export function notShown(what: string, why: string): void {
  process.stdout.write(`NOT SHOWN HERE: ${what} (${why}; see docs/operations.md)\n`);
}
