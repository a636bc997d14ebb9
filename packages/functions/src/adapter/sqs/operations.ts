import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
  UnsupportedOperation,
} from "@aws-sdk/client-sqs";
import type {
  DeadLetter,
  DiscardDeadLetters,
  ListDeadLetters,
  QueueStatus,
  RedriveDeadLetters,
  RunAnswer,
  StartRun,
} from "@bellwether/core/api";
import { type ScheduledRun, scheduledRunSchema } from "@bellwether/core/event";
import type { Sleep } from "@bellwether/core/time";
import { storeError } from "../dynamodb/store-error.ts";
import { queueUrlOf } from "./queue-arn.ts";

/** A consumer's queue and its dead letters, as ARNs. */
export type QueuePair = Readonly<{ queue: string; deadLetters: string }>;

export type QueueDeps = Readonly<{
  client: SQSClient;
  queues: Readonly<Record<string, QueuePair>>;
}>;

/** The state of each queue. The counts are SQS's, which are approximate for a minute after a change.
 *  Rejects with `StoreError`. */
export const sqsStatus = (deps: QueueDeps) => (): Promise<readonly QueueStatus[]> =>
  orStoreError(
    Promise.all(
      Object.entries(deps.queues).map(async ([name, pair]) => {
        const [queue, deadLetters] = await Promise.all([
          countMessages(deps.client, pair.queue),
          countMessages(deps.client, pair.deadLetters),
        ]);
        return { name, ...queue, dead_letters: deadLetters.visible + deadLetters.in_flight };
      }),
    ),
  );

/** Redrives with SQS's move task, which continues without a client and loses no message when it is
 *  interrupted. A running task is left to finish. Resolves with the number of messages that SQS will
 *  move. While SQS does not report that number yet, it is the number of dead letters, including those
 *  that a read has hidden for a moment. */
export function sqsRedrive({ client, queues }: QueueDeps): RedriveDeadLetters {
  const redrive = async (name: string): Promise<number | null> => {
    const pair = pairOf(queues, name);
    if (pair === null) return null;
    const { visible, in_flight } = await countMessages(client, pair.deadLetters);
    // The counts may be out of date, so they do not decide.
    await startMove(client, pair);
    return (await countToMove(client, pair)) ?? visible + in_flight;
  };
  return (name) => orStoreError(redrive(name));
}

/** The destination is named because some dead letters never were in the queue: EventBridge, the
 *  scheduler and the consumers themselves put messages there too. */
async function startMove(client: SQSClient, pair: QueuePair): Promise<void> {
  try {
    await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: pair.deadLetters,
        DestinationArn: pair.queue,
      }),
    );
  } catch (error) {
    if (!isUnderWay(error)) throw error;
  }
}

/** The number of messages of the newest task. SQS counts them when the task begins to move, which may
 *  be after this request. Source: Amazon SQS API reference, ListMessageMoveTasks. */
async function countToMove(client: SQSClient, pair: QueuePair): Promise<number | undefined> {
  const { Results = [] } = await client.send(
    new ListMessageMoveTasksCommand({ SourceArn: pair.deadLetters, MaxResults: 1 }),
  );
  return Results[0]?.ApproximateNumberOfMessagesToMove;
}

function isUnderWay(error: unknown): boolean {
  return error instanceof UnsupportedOperation && /already a task running/i.test(error.message);
}

/** Reading a dead letter hides it for this long from another read and from a redrive. */
const LOOK_SECONDS = 5;
/** The maximum number of messages in one receive. */
const MESSAGES_A_CALL = 10;

/** Reads dead letters without removing them. SQS returns a sample for each request, so requests are
 *  repeated until there are enough letters or no new ones. */
export function sqsDeadLetters({ client, queues }: QueueDeps): ListDeadLetters {
  const list = async (name: string, limit: number): Promise<readonly DeadLetter[] | null> => {
    const pair = pairOf(queues, name);
    if (pair === null) return null;
    const found = new Map<string, DeadLetter>();
    while (found.size < limit) {
      const known = found.size;
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrlOf(pair.deadLetters),
          MaxNumberOfMessages: Math.min(MESSAGES_A_CALL, limit - known),
          VisibilityTimeout: LOOK_SECONDS,
          MessageAttributeNames: ["All"],
          MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        }),
      );
      for (const message of Messages) {
        const id = message.MessageId ?? "";
        found.set(id, { id, body: message.Body ?? "", reason: reasonOf(message) });
      }
      if (found.size === known) break;
    }
    return [...found.values()];
  };
  return (name, limit) => orStoreError(list(name, limit));
}

/** A recent read, by the page or the command, may still hide a letter, so reads are repeated for as
 *  long as it lasts. */
const DISCARD_LOOKS = 4;
const DISCARD_PAUSE_MS = 2_000;

/** Removes dead letters by their ids. SQS removes only messages that it has just delivered, so letters
 *  are read until all of these are found. */
export function sqsDiscard({
  client,
  queues,
  sleep,
}: QueueDeps & { readonly sleep: Sleep }): DiscardDeadLetters {
  const discard = async (name: string, ids: readonly string[]): Promise<number | null> => {
    const pair = pairOf(queues, name);
    if (pair === null) return null;
    const QueueUrl = queueUrlOf(pair.deadLetters);
    const wanted = new Set(ids);
    for (let look = 0; look < DISCARD_LOOKS && wanted.size > 0; look += 1) {
      if (look > 0) await sleep(DISCARD_PAUSE_MS);
      for (const { MessageId = "", ReceiptHandle } of await handedOver(client, QueueUrl)) {
        if (!wanted.delete(MessageId)) continue;
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    return ids.length - wanted.size;
  };
  return (name, ids) => orStoreError(discard(name, ids));
}

/** Every message that can be seen now, each once. */
async function handedOver(client: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const found = new Map<string, Message>();
  for (;;) {
    const known = found.size;
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: MESSAGES_A_CALL,
        VisibilityTimeout: LOOK_SECONDS,
      }),
    );
    for (const message of Messages) found.set(message.MessageId ?? "", message);
    if (found.size === known) return [...found.values()];
  }
}

/** Why a message became a dead letter, as recorded by our consumers, EventBridge or Lambda. SQS records
 *  no reason when it moves a message after too many receives. */
const REASONS = ["reason", "ERROR_MESSAGE", "ErrorMessage", "ERROR_CODE"];

function reasonOf({ MessageAttributes = {} }: Message): string | null {
  for (const name of REASONS) {
    const value = MessageAttributes[name]?.StringValue;
    if (value !== undefined) return value;
  }
  return null;
}

/** Sends a run to the engine through its queue; it continues after the response. */
export function sqsStartRun({
  client,
  queueArn,
}: {
  client: SQSClient;
  queueArn: string;
}): StartRun {
  const QueueUrl = queueUrlOf(queueArn);
  const start = async (run: ScheduledRun): Promise<RunAnswer> => {
    const { tick } = scheduledRunSchema.parse(run);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(run) }));
    return { kind: "running", tick };
  };
  return (run) => orStoreError(start(run));
}

/** Puts a message into a consumer's queue. Rejects with `StoreError`. */
export function sqsEnqueue({ client, queues }: QueueDeps) {
  return (name: string, MessageBody: string): Promise<void> => {
    const QueueUrl = queueUrlOf(queues[name]?.queue ?? "");
    const send = async (): Promise<void> => {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    };
    return orStoreError(send());
  };
}

type Counts = Pick<QueueStatus, "visible" | "in_flight" | "delayed">;

async function countMessages(client: SQSClient, arn: string): Promise<Counts> {
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrlOf(arn),
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    in_flight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
}

function pairOf(queues: QueueDeps["queues"], name: string): QueuePair | null {
  return Object.hasOwn(queues, name) ? (queues[name] ?? null) : null;
}

async function orStoreError<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw storeError(error, "queues");
  }
}
