import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";

type TransactWriteItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** Key attributes of each table whose writes may share a transaction, by its physical name. */
export type TableKeys = ReadonlyMap<string, readonly string[]>;

/** DynamoDB's limit is 100 items and 4 MB; the rest is for what JSON does not count. */
const MAX_ITEMS = 100;
const MAX_BYTES = 2_000_000;

/** One write request of a client, and how to send it alone. */
type Request = Readonly<{
  items: readonly TransactWriteItem[];
  keys: readonly string[];
  bytes: number;
  sendAlone: () => Promise<unknown>;
  resolve: (output: unknown) => void;
  reject: (error: unknown) => void;
}>;

/** Lets write requests that are made at one time share a transaction. The embedded database commits
 *  each request by itself, one after the other, and a commit costs several times what an item costs.
 *
 *  Requests stay independent: where a condition of one fails, that one is sent alone, for its own
 *  error, and the others go with the next transaction. A request that asks for old or new values is
 *  always sent alone. */
export function groupCommits(documents: DynamoDBDocumentClient, tables: TableKeys): void {
  const group = writeGroup(documents);
  documents.middlewareStack.add(
    (next, context) => async (args) => {
      const request = requestOf(context.commandName ?? "", args.input, tables);
      if (request === null || group.isOwn(args.input)) return next(args);
      const output = await group.submit({ ...request, sendAlone: () => next(args) });
      return output as Awaited<ReturnType<typeof next>>;
    },
    { step: "initialize", name: "groupCommits" },
  );
}

type WriteGroup = Readonly<{
  submit: (request: Omit<Request, "resolve" | "reject">) => Promise<unknown>;
  /** Whether the input is one of the group's own transactions. */
  isOwn: (input: object) => boolean;
}>;

function writeGroup(documents: DynamoDBDocumentClient): WriteGroup {
  const own = new WeakSet<object>();
  let waiting: Request[] = [];
  let isSending = false;

  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    while (waiting.length > 0) {
      // What the same turn of the event loop still writes goes along.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = nextBatch(waiting);
      waiting = waiting.slice(batch.length);
      waiting.unshift(...(await commit(batch)));
    }
    isSending = false;
  }

  /** Returns the requests that are to be sent again. */
  async function commit(batch: readonly Request[]): Promise<readonly Request[]> {
    if (batch.length === 1) {
      await alone(batch);
      return [];
    }
    const input = { TransactItems: batch.flatMap(({ items }) => items) };
    own.add(input);
    try {
      await documents.send(new TransactWriteCommand(input));
      for (const { resolve } of batch) resolve({ output: { $metadata: {} }, response: undefined });
      return [];
    } catch (error) {
      const failed = failedRequests(batch, error);
      await alone(failed);
      return batch.filter((request) => !failed.includes(request));
    }
  }

  return {
    isOwn: (input) => own.has(input),
    submit: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...request, resolve, reject });
        void send();
      }),
  };
}

/** Sends each request by itself, so that its answer is the database's own. */
async function alone(requests: readonly Request[]): Promise<void> {
  await Promise.all(
    requests.map(async ({ sendAlone, resolve, reject }) => {
      try {
        resolve(await sendAlone());
      } catch (error) {
        reject(error);
      }
    }),
  );
}

/** The requests of which an item failed; all of them where the error does not say which. */
function failedRequests(batch: readonly Request[], error: unknown): readonly Request[] {
  if (!(error instanceof TransactionCanceledException)) return batch;
  const reasons = error.CancellationReasons ?? [];
  let from = 0;
  const failed = batch.filter(({ items }) => {
    const own = reasons.slice(from, from + items.length);
    from += items.length;
    return own.some(({ Code }) => Code !== undefined && Code !== "None");
  });
  return failed.length > 0 ? failed : batch;
}

/** The oldest requests that fit into one transaction: it may name a key once. */
function nextBatch(waiting: readonly Request[]): readonly Request[] {
  const keys = new Set<string>();
  let count = 0;
  let bytes = 0;
  for (const request of waiting) {
    const fits = keys.size + request.keys.length <= MAX_ITEMS && bytes + request.bytes <= MAX_BYTES;
    if (count > 0 && (!fits || request.keys.some((key) => keys.has(key)))) break;
    for (const key of request.keys) keys.add(key);
    bytes += request.bytes;
    count += 1;
  }
  return waiting.slice(0, count);
}

type Input = Readonly<Record<string, unknown>>;

/** The request as items of a transaction; null for one that must be sent as it is. */
function requestOf(
  command: string,
  input: object,
  tables: TableKeys,
): Pick<Request, "items" | "keys" | "bytes"> | null {
  const items = itemsOf(command, input as Input);
  if (items === null) return null;
  const keys = items.map((item) => keyOf(item, tables));
  if (keys.some((key) => key === null)) return null;
  return { items, keys: keys as string[], bytes: JSON.stringify(items).length };
}

function itemsOf(command: string, input: Input): readonly TransactWriteItem[] | null {
  // The request's own fields are those of the item: the SDK types them apart.
  const fields = input as unknown;
  const asksForValues =
    input["ReturnValues"] !== undefined ||
    input["ReturnValuesOnConditionCheckFailure"] !== undefined;
  if (asksForValues) return null;
  switch (command) {
    case "PutItemCommand":
      return [{ Put: fields as TransactWriteItem["Put"] }];
    case "UpdateItemCommand":
      return [{ Update: fields as TransactWriteItem["Update"] }];
    case "DeleteItemCommand":
      return [{ Delete: fields as TransactWriteItem["Delete"] }];
    case "TransactWriteItemsCommand":
      return input["TransactItems"] as readonly TransactWriteItem[];
    default:
      return null;
  }
}

/** Names the item that is written; null when its table is not known. */
function keyOf(item: TransactWriteItem, tables: TableKeys): string | null {
  const write = item.Put ?? item.Update ?? item.Delete ?? item.ConditionCheck;
  const names = tables.get(write?.TableName ?? "");
  if (write === undefined || names === undefined) return null;
  const values: Input = item.Put?.Item ?? ("Key" in write ? (write.Key as Input) : {});
  return JSON.stringify([write.TableName, ...names.map((name) => values[name])]);
}
