import {
  type ChannelKind,
  type ChannelName,
  channelOf,
} from "../packages/core/src/channel/channel-list.ts";
import { logicalName, queueVariables } from "../packages/functions/src/lambda/queue-owner.ts";
import {
  channels,
  deployedChannels,
  failureChannels,
  sesIdentity,
  webhookPrivateAddresses,
} from "./configuration.ts";
import { queues } from "./events.ts";
import { handler } from "./handler.ts";
import { consume, receiving, sendingTo } from "./queue.ts";
import { channelSettings, versionsOf } from "./secrets.ts";
import { tables, tableVariables } from "./storage.ts";
import { url } from "./web.ts";

/** What a kind of channel needs beside its settings. */
const MORE: Partial<
  Record<
    ChannelKind,
    {
      environment?: Record<string, string>;
      permissions?: Parameters<typeof handler>[1]["permissions"];
    }
  >
> = {
  webhook: { environment: { WEBHOOK_PRIVATE_ADDRESSES: webhookPrivateAddresses } },
  email: {
    permissions: [
      {
        actions: ["ses:SendEmail"],
        resources: [
          $interpolate`arn:aws:ses:${aws.getRegionOutput().region}:${aws.getCallerIdentityOutput().accountId}:identity/${sesIdentity ?? ""}`,
        ],
      },
    ],
  },
};

function announcing(channel: ChannelName): sst.aws.Function {
  const { consumer, kind, label, settings } = channelOf(channel);
  const name = logicalName(consumer);
  const pair = queues[consumer];
  if (pair === undefined) throw new Error(`${channel} has no queue`);
  const variables = queueVariables(consumer);
  const parameters = settings.flatMap((setting) => {
    const parameter = channelSettings.get(setting);
    return parameter === undefined ? [] : [{ setting, parameter }];
  });
  const more = MORE[kind];
  // For a batch of ten messages: up to ten seconds each if the service is slow, and the time between
  // them.
  const fn = handler(name, {
    description: `Announces signals: ${label}`,
    timeout: "150 seconds",
    memory: "512 MB",
    environment: {
      ...tableVariables("receipts"),
      [variables.queue]: pair.queue.arn,
      [variables.deadLetters]: pair.deadLetters.arn,
      BELLWETHER_CHANNEL: channel,
      BELLWETHER_CHANNELS: channels.join(","),
      BELLWETHER_FAILURE_CHANNELS: failureChannels.join(","),
      ...Object.fromEntries(
        parameters.map(({ setting, parameter }) => [`PARAMETER_${setting}`, parameter.name]),
      ),
      ...versionsOf(...parameters.map(({ parameter }) => parameter)),
      DASHBOARD_URL: url,
      ...more?.environment,
    },
    permissions: [
      receiving(pair.queue),
      // A rate-limited message is sent back to the queue with a delay; a poison message is parked.
      sendingTo(pair.queue, pair.deadLetters),
      {
        actions: ["dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        resources: [tables.receipts.arn],
      },
      {
        actions: ["ssm:GetParameter"],
        resources: parameters.map(({ parameter }) => parameter.arn),
      },
      ...(more?.permissions ?? []),
    ],
  });
  // A message sent back to the queue invokes the same function again. Lambda treats that as a
  // recursive loop and drops the message after sixteen rounds, unless the loop is allowed.
  new aws.lambda.FunctionRecursionConfig(`${name}Recursion`, {
    functionName: fn.name,
    recursiveLoop: "Allow",
  });
  // The minimum concurrency of a queue is two, so each sender waits twice the time that the channel
  // asks for between messages. On a 429 the message is sent back with a delay. A FIFO queue would
  // send one at a time, but it has no per-message delays, and one bad message would block the rest.
  consume(pair.queue, fn, 2);
  return fn;
}

/** The function of each deployed channel, by its logical name. */
export const channelFunctions: Readonly<Record<string, sst.aws.Function>> = Object.fromEntries(
  deployedChannels.map((name) => [logicalName(channelOf(name).consumer), announcing(name)]),
);
