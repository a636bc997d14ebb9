import type { ChannelName } from "@bellwether/core/channel";
import { consumersWith } from "@bellwether/core/event";
import type { QueuePair } from "../adapter/sqs/operations.ts";
import { environment } from "./environment.ts";
import { type QueueOwner, queueVariables } from "./queue-owner.ts";

/** Every queue of a deployment with these channels, by the name under which the status shows it. */
export function queuePairs(
  channels: readonly ChannelName[],
): Readonly<Record<string, QueuePair>> & { readonly generate: QueuePair } {
  return {
    generate: pairOf("generate"),
    ...Object.fromEntries(consumersWith(channels).map((name) => [name, pairOf(name)])),
    project: pairOf("project"),
  };
}

function pairOf(owner: QueueOwner): QueuePair {
  const { queue, deadLetters } = queueVariables(owner);
  const arns = environment([queue, deadLetters]);
  return { queue: arns[queue], deadLetters: arns[deadLetters] };
}
