/** The queues of a deployment and the names that derive from their owners, as plain data: the stacks
 *  use them too. */
import type { ChannelName } from "@bellwether/core/channel";
import { type Consumer, consumersWith } from "@bellwether/core/event";

/** The owner of a queue, by its name in the status: the engine, a consumer, or the projector. */
export type QueueOwner = Consumer | "generate" | "project";

/** Those of a deployment with these channels. */
export function queueOwners(channels: readonly ChannelName[]): readonly QueueOwner[] {
  return ["generate", ...consumersWith(channels), "project"];
}

export type QueueVariable<Owner extends string = string> =
  `${"QUEUE" | "DEAD_LETTERS"}_${Uppercase<Owner>}_ARN`;

/** The variables with the ARNs of its queue and of its dead letters: `QUEUE_DESK_WEBHOOK_ARN`. */
export function queueVariables(owner: QueueOwner) {
  const name = owner.toUpperCase().replaceAll("-", "_");
  return { queue: `QUEUE_${name}_ARN`, deadLetters: `DEAD_LETTERS_${name}_ARN` } as const;
}

/** Its name among the resources and functions: `desk-webhook` -> `DeskWebhook`. */
export function logicalName(owner: QueueOwner): string {
  return owner.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
