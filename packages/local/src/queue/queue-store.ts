import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { explain } from "@bellwether/core/event";
import type { Sleep } from "@bellwether/core/time";
import type { TableDefinition } from "@bellwether/functions/adapter/dynamodb";
import * as z from "zod";
import { batchWriter, type Write } from "../database/batch-writer.ts";

/** Suffix of the name under which a queue's dead letters are stored. */
export const DEAD_SUFFIX = ".dead";

/** All queues of one machine live in one table without a stream. */
export const QUEUES_TABLE: TableDefinition = {
  partitionKey: { name: "queue", type: "S" },
  sortKey: { name: "id", type: "S" },
  expires: false,
  stream: false,
};

const queuedMessageSchema = z.object({
  queue: z.string(),
  /** Sorts by the time of sending. */
  id: z.string(),
  body: z.string(),
  /** Deliveries that failed so far. */
  receives: z.int().nonnegative(),
  /** Not delivered before this instant, epoch milliseconds of the machine's clock. */
  visible_at_ms: z.number(),
  /** Why it is a dead letter; absent on other messages. */
  reason: z.string().optional(),
});
export type QueuedMessage = z.infer<typeof queuedMessageSchema>;

/** Durable storage for queues. A write is durable when it resolves. A removal may be delayed, but is
 *  durable no later than any message that is put after it. */
export type QueueStore = Readonly<{
  /** Every message of every queue, in the order of sending. */
  load: () => Promise<readonly QueuedMessage[]>;
  /** Adds messages, or replaces them by their key. */
  put: (messages: readonly QueuedMessage[]) => Promise<void>;
  remove: (messages: readonly Pick<QueuedMessage, "queue" | "id">[]) => Promise<void>;
}>;

export function dynamoQueueStore(deps: {
  readonly documents: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly sleep: Sleep;
}): QueueStore {
  const { documents, tableName } = deps;
  const { write, writeSoon } = batchWriter(deps);
  return {
    async load() {
      const messages: QueuedMessage[] = [];
      const damaged: Damaged[] = [];
      const pages = paginateScan(
        { client: documents },
        { TableName: tableName, ConsistentRead: true },
      );
      for await (const page of pages) {
        for (const item of page.Items ?? []) {
          const parsed = queuedMessageSchema.safeParse(item);
          if (parsed.success) messages.push(parsed.data);
          else damaged.push({ item, problem: explain(parsed.error) });
        }
      }
      messages.push(...(await moveToDeadLetters(write, damaged)));
      return messages.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    put: (messages) =>
      write(messages.map((Item) => ({ key: keyOf(Item), request: { Put: { Item } } }))),
    remove: (messages) =>
      writeSoon(
        messages.map(({ queue, id }) => ({
          key: keyOf({ queue, id }),
          request: { Delete: { Key: { queue, id } } },
        })),
      ),
  };
}

type Damaged = Readonly<{ item: Readonly<Record<string, unknown>>; problem: string }>;

/** A message that cannot be read becomes a dead letter with its content: it can be looked at and
 *  discarded, and holds up nothing. */
async function moveToDeadLetters(
  write: (writes: readonly Write[]) => Promise<void>,
  damaged: readonly Damaged[],
): Promise<readonly QueuedMessage[]> {
  const moved = damaged.map(({ item, problem }) => {
    const from = { queue: String(item["queue"]), id: String(item["id"]) };
    const queue = from.queue.endsWith(DEAD_SUFFIX) ? from.queue : from.queue + DEAD_SUFFIX;
    const body = JSON.stringify(item);
    const reason = `the stored message is damaged: ${problem}`;
    return { from, letter: { queue, id: from.id, body, receives: 0, visible_at_ms: 0, reason } };
  });
  await write(
    moved.map(({ letter }) => ({ key: keyOf(letter), request: { Put: { Item: letter } } })),
  );
  await write(
    moved
      .filter(({ from, letter }) => from.queue !== letter.queue)
      .map(({ from }) => ({ key: keyOf(from), request: { Delete: { Key: from } } })),
  );
  return moved.map(({ letter }) => letter);
}

function keyOf({ queue, id }: Pick<QueuedMessage, "queue" | "id">): string {
  return `${queue} ${id}`;
}
