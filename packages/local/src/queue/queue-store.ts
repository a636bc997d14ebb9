import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  paginateScan,
} from "@aws-sdk/lib-dynamodb";
import type { Sleep } from "@bellwether/core/port";
import type { TableDefinition } from "@bellwether/functions/adapter/dynamodb/table-definition";
import * as z from "zod";

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
  /** Dead letters only: why it was given up. */
  reason: z.string().optional(),
});
export type QueuedMessage = z.infer<typeof queuedMessageSchema>;

/** Where queues keep their messages. Writes are durable when they resolve. */
export type QueueStore = Readonly<{
  /** Every message of every queue, in the order of sending. */
  load: () => Promise<readonly QueuedMessage[]>;
  /** Adds messages, or replaces them by their key. */
  put: (messages: readonly QueuedMessage[]) => Promise<void>;
  remove: (messages: readonly Pick<QueuedMessage, "queue" | "id">[]) => Promise<void>;
}>;

const ITEMS_PER_BATCH = 25;
const MAX_BATCH_ATTEMPTS = 8;

export function dynamoQueueStore(deps: {
  readonly documents: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly sleep: Sleep;
}): QueueStore {
  const { documents, tableName } = deps;
  return {
    async load() {
      const messages: QueuedMessage[] = [];
      const pages = paginateScan(
        { client: documents },
        { TableName: tableName, ConsistentRead: true },
      );
      for await (const page of pages) {
        messages.push(...(page.Items ?? []).map((item) => queuedMessageSchema.parse(item)));
      }
      return messages.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    put: (messages) =>
      writeAll(
        deps,
        messages.map((Item) => ({ PutRequest: { Item } })),
      ),
    remove: (messages) =>
      writeAll(
        deps,
        messages.map(({ queue, id }) => ({ DeleteRequest: { Key: { queue, id } } })),
      ),
  };
}

type Write =
  | { readonly PutRequest: { readonly Item: QueuedMessage } }
  | { readonly DeleteRequest: { readonly Key: { readonly queue: string; readonly id: string } } };

async function writeAll(
  { documents, tableName, sleep }: Parameters<typeof dynamoQueueStore>[0],
  writes: readonly Write[],
): Promise<void> {
  for (let from = 0; from < writes.length; from += ITEMS_PER_BATCH) {
    let pending: readonly unknown[] = writes.slice(from, from + ITEMS_PER_BATCH);
    for (let attempt = 0; pending.length > 0; attempt += 1) {
      if (attempt === MAX_BATCH_ATTEMPTS) {
        throw new Error(`${pending.length} queue writes were not processed`);
      }
      if (attempt > 0) await sleep(10 * 2 ** attempt);
      const answer = await documents.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: pending as Write[] } }),
      );
      pending = answer.UnprocessedItems?.[tableName] ?? [];
    }
  }
}
