import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { backoffMs } from "@bellwether/core/failure";
import type { Sleep } from "@bellwether/core/time";

export type BatchWriterDeps = Readonly<{
  documents: DynamoDBDocumentClient;
  tableName: string;
  sleep: Sleep;
}>;

type Item = Readonly<Record<string, unknown>>;

/** One put or delete, and the key it writes. */
export type Write = Readonly<{
  key: string;
  request: { readonly Put: { readonly Item: Item } } | { readonly Delete: { readonly Key: Item } };
}>;

export type BatchWriter = Readonly<{
  /** Sends the writes at once, or right after the call in flight. */
  write: (writes: readonly Write[]) => Promise<void>;
  /** Sends the writes with the next call, or alone after a moment. */
  writeSoon: (writes: readonly Write[]) => Promise<void>;
}>;

/** DynamoDB's limits for one transaction are 100 items and 4 MB. */
const MAX_WRITES = 100;
const MAX_BYTES = 2_000_000;
const MAX_ATTEMPTS = 8;
const BACKOFF = { firstMs: 20, maxMs: 1_280 };
const SOON_MS = 50;

/** Writes to one table, in the order of the calls, up to 100 writes in a transaction: in the embedded
 *  database a commit costs several times as much as an item. One transaction is in flight at a time;
 *  writes that arrive meanwhile share the next one. Each promise resolves once its own writes are
 *  durable. It rejects when a transaction with one of them was refused, or was cancelled 8 times by
 *  another. */
export function batchWriter(deps: BatchWriterDeps): BatchWriter {
  let waiting: Pending[] = [];
  /** How many of the oldest are sent with the next call. */
  let due = 0;
  let isSending = false;
  let isNapping = false;

  async function send(): Promise<void> {
    due = waiting.length;
    if (isSending) return;
    isSending = true;
    while (due > 0) {
      const batch = nextBatch(waiting);
      waiting = waiting.slice(batch.length);
      due = Math.max(0, due - batch.length);
      await sendBatch(deps, batch);
    }
    isSending = false;
  }

  async function nap(): Promise<void> {
    if (isNapping) return;
    isNapping = true;
    await deps.sleep(SOON_MS);
    isNapping = false;
    await send();
  }

  async function queued(writes: readonly Write[], start: () => Promise<void>): Promise<void> {
    const done = writes.map(
      (write) =>
        new Promise<void>((resolve, reject) => waiting.push({ ...write, resolve, reject })),
    );
    void start();
    await Promise.all(done);
  }

  return {
    write: (writes) => queued(writes, send),
    writeSoon: (writes) => queued(writes, nap),
  };
}

type Pending = Write & Readonly<{ resolve: () => void; reject: (error: unknown) => void }>;

/** The oldest writes that fit into one call. A call may contain a key only once: a second write of the
 *  key waits for the next call. */
function nextBatch(waiting: readonly Pending[]): readonly Pending[] {
  const keys = new Set<string>();
  let bytes = 0;
  for (const { key, request } of waiting) {
    bytes += JSON.stringify(request).length;
    const isFull = keys.size > 0 && (keys.size === MAX_WRITES || bytes > MAX_BYTES);
    if (isFull || keys.has(key)) break;
    keys.add(key);
  }
  return waiting.slice(0, keys.size);
}

async function sendBatch(deps: BatchWriterDeps, batch: readonly Pending[]): Promise<void> {
  try {
    const requests = batch.map(({ request }) => request);
    await writeBatch(deps, requests);
    for (const { resolve } of batch) resolve();
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

async function writeBatch(
  { documents, tableName: TableName, sleep }: BatchWriterDeps,
  writes: readonly Write["request"][],
): Promise<void> {
  const TransactItems = writes.map((write) =>
    "Put" in write
      ? { Put: { TableName, Item: { ...write.Put.Item } } }
      : { Delete: { TableName, Key: { ...write.Delete.Key } } },
  );
  for (let attempt = 1; ; attempt += 1) {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems }));
      return;
    } catch (error) {
      // Another transaction was writing one of the items.
      if (!(error instanceof TransactionCanceledException) || attempt === MAX_ATTEMPTS) throw error;
      await sleep(backoffMs(attempt, BACKOFF));
    }
  }
}
