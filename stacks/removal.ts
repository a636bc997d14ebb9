import { logicalName, queueOwners } from "../packages/functions/src/lambda/queue-owner.ts";
import { deployedChannels, prefix, production } from "./configuration.ts";
import { LEAVING } from "./queue.ts";

/** Refuses a deployment of production that would remove a channel which has not left, before it changes
 *  anything. The queues themselves are protected too (`queuePair`), but Pulumi deletes all else first. */
export async function refuseLosses(): Promise<void> {
  if (!production) return;
  const kept = new Set(queueOwners(deployedChannels).map(logicalName));
  const { queueUrls } = await aws.sqs.getQueues({ queueNamePrefix: `${prefix}-` });
  for (const name of queueUrls.map((url) => url.split("/").at(-1) ?? url)) {
    const owner = /-([A-Za-z0-9]+)QueueQueue-[a-z]+$/.exec(name)?.[1];
    if (owner === undefined || kept.has(owner)) continue;
    const { tags } = await aws.sqs.getQueue({ name });
    if (LEAVING in tags) continue;
    throw new Error(
      `this deployment would delete the queue ${name} and the messages in it: set BELLWETHER_CHANNELS ` +
        `as before, or name the channel in BELLWETHER_LEAVING_CHANNELS first (docs/operations.md, "Remove a channel")`,
    );
  }
}
