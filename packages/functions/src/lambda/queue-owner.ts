/** The queues of a deployment and the names that derive from their owners, as plain data: the stacks
 *  use them too. */
import { CONSUMERS, type Consumer } from "@bellwether/core/event";

/** The owner of a queue, by its name in the status: the engine, a consumer, or the projector. */
export type QueueOwner = Consumer | "generate" | "project";
export const QUEUE_OWNERS: readonly QueueOwner[] = ["generate", ...CONSUMERS, "project"];

export type QueueVariable = `${"QUEUE" | "DEAD_LETTERS"}_${Uppercase<QueueOwner>}_ARN`;

/** The variables with the ARNs of its queue and of its dead letters. */
export function queueVariables<Owner extends QueueOwner>(owner: Owner) {
  const name = owner.toUpperCase() as Uppercase<Owner>;
  return { queue: `QUEUE_${name}_ARN`, deadLetters: `DEAD_LETTERS_${name}_ARN` } as const;
}

/** Its name among the resources and functions: `notify` -> `Notify`. */
export function logicalName<Owner extends QueueOwner>(owner: Owner): Capitalize<Owner> {
  return (owner.charAt(0).toUpperCase() + owner.slice(1)) as Capitalize<Owner>;
}
