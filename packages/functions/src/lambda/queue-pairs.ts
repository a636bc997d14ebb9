import type { ChannelName } from "@bellwether/core/channel";
import type { QueuePair } from "../adapter/sqs/operations.ts";
import { arnsOf } from "./environment.ts";
import { queueOwners } from "./queue-owner.ts";

/** Every queue of a deployment with these channels, by the name under which the status shows it. */
export function queuePairs(
  channels: readonly ChannelName[],
): Readonly<Record<string, QueuePair>> & { readonly generate: QueuePair } {
  const pairs = queueOwners(channels).map((owner) => [owner, arnsOf(owner)] as const);
  return { ...Object.fromEntries(pairs), generate: arnsOf("generate") };
}
