import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import {
  type EpisodeMessage,
  type EpisodeMessageStore,
  episodeMessageSchema,
} from "@bellwether/core/announcement";
import type { NewId } from "@bellwether/core/chance";
import type { Log } from "@bellwether/core/log";
import { StoreError } from "@bellwether/core/store";
import type { SystemNow } from "@bellwether/core/time";
import { receiptExpiry } from "./receipt-store.ts";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

type Deps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "receipts">;
  systemNow: SystemNow;
  newId: NewId;
  log: Log;
}>;

type Claimed = Awaited<ReturnType<EpisodeMessageStore["claim"]>>;

/** Messages of episodes, beside the receipts. Items: `key`, `token` of the newest claim, `until_ms`
 *  of its lease (0 once it has ended), `message`, `ttl`. */
export function episodeMessageStore(deps: Deps): EpisodeMessageStore {
  return {
    claim: (key, leaseMs) => orStoreError(claim(deps, key, leaseMs)),
    save: (key, token, message) => orStoreError(endClaim(deps, key, token, message)),
    release: async (key, token) => {
      await orStoreError(endClaim(deps, key, token, null));
    },
  };
}

async function claim(deps: Deps, key: string, leaseMs: number): Promise<Claimed> {
  const now = deps.systemNow();
  const token = deps.newId();
  try {
    const { Attributes } = await deps.documents.send(
      new UpdateCommand({
        TableName: deps.names.receipts,
        Key: { key },
        UpdateExpression: "SET #token = :token, until_ms = :until, #ttl = :ttl",
        ConditionExpression: "attribute_not_exists(#key) OR until_ms <= :now",
        ExpressionAttributeNames: { ...NAMES, "#key": "key" },
        ExpressionAttributeValues: {
          ":token": token,
          ":until": now + leaseMs,
          ":now": now,
          ":ttl": receiptExpiry(now),
        },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return { kind: "claimed", token, message: messageIn(deps, key, Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (error.Item === undefined) {
      // The embedded database reads it after the failure.
      throw new StoreError("unavailable", "the claim on an episode ended a moment ago", {
        retryable: true,
        cause: error,
      });
    }
    const item = unmarshall(error.Item);
    // The SDK repeats a request whose answer was lost, so it may be this claim.
    if (item["token"] === token) {
      return { kind: "claimed", token, message: messageIn(deps, key, item) };
    }
    return { kind: "held", until_ms: Number(item["until_ms"]) };
  }
}

/** An unreadable message counts as missing: the episode is posted again. */
function messageIn(
  { log }: Deps,
  key: string,
  item: Readonly<Record<string, unknown>> = {},
): EpisodeMessage | null {
  const stored = item["message"];
  if (stored === undefined) return null;
  const parsed = episodeMessageSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  log.warn("the stored message of an episode is damaged", { key, problem: parsed.error.message });
  return null;
}

/** The token stays, so that a repetition of the request finds its own work done. */
async function endClaim(
  { documents, names, systemNow }: Deps,
  key: string,
  token: string,
  message: EpisodeMessage | null,
): Promise<"saved" | "lost"> {
  const stored = message === null ? "" : ", message = :message";
  try {
    await documents.send(
      new UpdateCommand({
        TableName: names.receipts,
        Key: { key },
        UpdateExpression: `SET until_ms = :ended, #ttl = :ttl${stored}`,
        ConditionExpression: "#token = :token",
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: {
          ":token": token,
          ":ended": 0,
          ":ttl": receiptExpiry(systemNow()),
          ...(message !== null && { ":message": message }),
        },
      }),
    );
    return "saved";
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return "lost";
    throw error;
  }
}

const NAMES = { "#token": "token", "#ttl": "ttl" };
