import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { NewId } from "@bellwether/core/chance";
import {
  type ClaimOutcome,
  type ReadReceipt,
  type Receipt,
  type ReceiptStore,
  StoreError,
} from "@bellwether/core/store";
import { DAY_SECONDS, type SystemNow } from "@bellwether/core/time";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

/** How long a receipt is kept: longer than any queue or archive redelivers by itself. */
const RECEIPT_LIFETIME_SECONDS = 30 * DAY_SECONDS;

type Deps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "receipts">;
  systemNow: SystemNow;
  newId: NewId;
}>;

/** Claims and outcomes of what must be done once. Items: `key`, `state` (`claimed` or `done`),
 *  `token` of the claim, `until_ms` of its lease, `done_at_ms`, `ttl`. Every promise rejects with
 *  `StoreError`. */
export function receiptStore(deps: Deps): ReceiptStore & Readonly<{ read: ReadReceipt }> {
  return {
    read: receiptReader(deps),
    claim: (key, leaseMs) => orStoreError(claim(deps, key, leaseMs)),
    complete: (key, token) => orStoreError(complete(deps, key, token)),
    release: (key, token) => orStoreError(release(deps, key, token)),
  };
}

/** Reads a receipt without claiming it. Rejects with `StoreError`. */
export function receiptReader({
  documents,
  names,
}: Pick<Deps, "documents" | "names">): ReadReceipt {
  const read = async (key: string): Promise<Receipt | null> => {
    const { Item } = await documents.send(
      new GetCommand({ TableName: names.receipts, Key: { key }, ConsistentRead: true }),
    );
    if (Item === undefined) return null;
    const { state, until_ms, done_at_ms: doneAt } = Item;
    return state === "done"
      ? { state, done_at_ms: typeof doneAt === "number" ? doneAt : null }
      : { state: "claimed", until_ms: Number(until_ms) };
  };
  return (key) => orStoreError(read(key));
}

async function claim(deps: Deps, key: string, leaseMs: number): Promise<ClaimOutcome> {
  const now = deps.systemNow();
  const token = deps.newId();
  try {
    await deps.documents.send(
      new UpdateCommand({
        TableName: deps.names.receipts,
        Key: { key },
        UpdateExpression: "SET #state = :claimed, #token = :token, until_ms = :until, #ttl = :ttl",
        ConditionExpression:
          "attribute_not_exists(#key) OR (#state = :claimed AND until_ms <= :now)",
        ExpressionAttributeNames: { ...NAMES, "#key": "key", "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":claimed": "claimed",
          ":token": token,
          ":until": now + leaseMs,
          ":now": now,
          ":ttl": receiptExpiry(now),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return { kind: "claimed", token };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return heldBy(error, token);
  }
}

/** The claim that holds the key. The SDK repeats a request whose answer was lost, so it may be this
 *  one. */
function heldBy(error: ConditionalCheckFailedException, token: string): ClaimOutcome {
  if (error.Item === undefined) {
    // The embedded database reads it after the failure: it was released in between.
    throw new StoreError("unavailable", "the receipt was released a moment ago", {
      retryable: true,
      cause: error,
    });
  }
  const { state, token: holder, until_ms: until } = error.Item;
  if (state?.S === "done") return { kind: "done" };
  if (holder?.S === token) return { kind: "claimed", token };
  if (until?.N === undefined) {
    throw new StoreError("refused", "a receipt is damaged: it has no state and no lease", {
      retryable: false,
      cause: error,
    });
  }
  return { kind: "held", until_ms: Number(until.N) };
}

async function complete(deps: Deps, key: string, token: string): Promise<"completed" | "lost"> {
  const now = deps.systemNow();
  try {
    await deps.documents.send(
      new UpdateCommand({
        TableName: deps.names.receipts,
        Key: { key },
        UpdateExpression: "SET #state = :done, done_at_ms = :now, #ttl = :ttl",
        ConditionExpression: "#token = :token",
        ExpressionAttributeNames: { ...NAMES, "#ttl": "ttl" },
        ExpressionAttributeValues: {
          ":done": "done",
          ":now": now,
          ":token": token,
          ":ttl": receiptExpiry(now),
        },
      }),
    );
    return "completed";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "lost";
    throw error;
  }
}

async function release(deps: Deps, key: string, token: string): Promise<void> {
  try {
    await deps.documents.send(
      new DeleteCommand({
        TableName: deps.names.receipts,
        Key: { key },
        ConditionExpression: "#state = :claimed AND #token = :token",
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: { ":claimed": "claimed", ":token": token },
      }),
    );
  } catch (error) {
    // Another claim took over, or it is done.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

const NAMES = { "#state": "state", "#token": "token" };

export function receiptExpiry(nowMs: number): number {
  return Math.floor(nowMs / 1_000) + RECEIPT_LIFETIME_SECONDS;
}
