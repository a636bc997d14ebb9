import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { Sleep } from "@bellwether/core/time";
import type { TableDefinition } from "@bellwether/functions/adapter/dynamodb";
import * as z from "zod";
import { batchWriter } from "../database/batch-writer.ts";

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

/** Where queues keep their messages. Writes are durable when they resolve; a removal may take a
 *  moment, and unless it is refused it is durable no later than what is put after it. */
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

function keyOf({ queue, id }: Pick<QueuedMessage, "queue" | "id">): string {
  return `${queue} ${id}`;
}
