import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { ORDER_LIFETIME_SECONDS } from "@bellwether/core/order";
import {
  type KeyPage,
  type ListSignals,
  MAX_KEYS,
  type SignalFilter,
  type SignalKey,
  type SignalPage,
  type SignalRow,
  type StoredRow,
} from "@bellwether/core/projection";
import { readStoredSignal } from "../stored-signal.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

export type SignalTable = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "signals">;
}>;

/** All rows are in one partition, so that a page is one query. A partition for each day would spread
 *  no writes: the signals of a run are of one day. */
const LIST = "all";

type TableKey = { readonly list: string; readonly position: string };

/** `<placed_at>#<workflow>`: an instant has ten digits until the year 2286. */
function tableKey({ workflow_id, placed_at }: SignalKey): TableKey {
  return { list: LIST, position: `${placed_at}#${workflow_id}` };
}

function signalKey(item: Readonly<Record<string, unknown>>): SignalKey {
  const [placed_at = "", ...rest] = String(item["position"]).split("#");
  return { workflow_id: rest.join("#"), placed_at: Number(placed_at) };
}

/** The list of all signals, newest first. Rejects with `StoreError`. */
export function signalList(table: SignalTable): ListSignals {
  return (query) => orStoreError(page(table, query));
}

export async function putSignal({ documents, names }: SignalTable, row: SignalRow): Promise<void> {
  const Item = { ...row, ...tableKey(row) };
  await documents.send(new PutCommand({ TableName: names.signals, Item }));
}

export async function removeSignal({ documents, names }: SignalTable, key: SignalKey) {
  await documents.send(new DeleteCommand({ TableName: names.signals, Key: tableKey(key) }));
}

/** Rows by key, without the table's own attributes. */
export async function readSignals(
  { documents, names }: SignalTable,
  keys: readonly SignalKey[],
): Promise<readonly StoredRow[]> {
  const items = await readByKey(documents, names.signals, keys.map(tableKey));
  return items.map((item) => {
    const { list: _list, position: _position, ...stored } = item;
    return { key: signalKey(item), stored };
  });
}

export async function signalKeys(
  { documents, names }: SignalTable,
  after: SignalKey | null,
): Promise<KeyPage> {
  const { Items = [], LastEvaluatedKey } = await documents.send(
    new QueryCommand({
      TableName: names.signals,
      KeyConditionExpression: "#list = :list",
      ExpressionAttributeNames: { "#list": "list", "#position": "position" },
      ExpressionAttributeValues: { ":list": LIST },
      ProjectionExpression: "#position",
      ConsistentRead: true,
      Limit: MAX_KEYS,
      ExclusiveStartKey: after === null ? undefined : tableKey(after),
    }),
  );
  return {
    keys: Items.map(signalKey),
    next_after: LastEvaluatedKey === undefined ? null : signalKey(LastEvaluatedKey),
  };
}

/** Items by key, strongly consistent. DynamoDB may leave keys unread under load. */
export async function readByKey(
  documents: DynamoDBDocumentClient,
  table: string,
  keys: readonly object[],
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let unread = keys.map((key) => ({ ...key }));
  while (unread.length > 0) {
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: unread, ConsistentRead: true } } }),
    );
    items.push(...(Responses?.[table] ?? []));
    unread = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}

/** Without a filter one item more than the page is read, which shows whether there is a next page.
 *  With one, DynamoDB reads up to 1 MB of rows and returns those that pass. */
async function page(
  { documents, names }: SignalTable,
  { asOf, limit, after, filter }: Parameters<ListSignals>[0],
): Promise<SignalPage> {
  const where = filterOf(filter);
  const query: QueryCommandInput = {
    TableName: names.signals,
    KeyConditionExpression: "#list = :list AND #position >= :oldest",
    ExpressionAttributeNames: { "#list": "list", "#position": "position" },
    ExpressionAttributeValues: {
      ":list": LIST,
      ":oldest": String(asOf - ORDER_LIFETIME_SECONDS + 1),
      ...where?.values,
    },
    ScanIndexForward: false,
    ExclusiveStartKey: after === null ? undefined : tableKey(after),
    ...(where === null ? { Limit: limit + 1 } : { FilterExpression: where.expression }),
  };
  const { Items = [], LastEvaluatedKey } = await documents.send(new QueryCommand(query));
  const shown = Items.slice(0, limit);
  const last = shown.at(-1);
  const ended = Items.length > limit && last !== undefined ? last : LastEvaluatedKey;
  return {
    signals: shown.map(readStoredSignal),
    next_after: ended === undefined ? null : signalKey(ended),
  };
}

function filterOf(filter: SignalFilter): { expression: string; values: object } | null {
  const wanted = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (wanted.length === 0) return null;
  return {
    expression: wanted.map(([name]) => `${name} = :${name}`).join(" AND "),
    values: Object.fromEntries(wanted.map(([name, value]) => [`:${name}`, value])),
  };
}
