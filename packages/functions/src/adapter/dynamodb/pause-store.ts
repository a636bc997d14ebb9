import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type PauseStore, pauseStateSchema } from "@bellwether/core/run";
import { StoreError } from "@bellwether/core/store";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

type Deps = Readonly<{ documents: DynamoDBDocumentClient; names: Pick<TableNames, "runs"> }>;

/** Stored in the runs table under a key that is not a day, so that no list of runs contains it. It has
 *  no `ttl`: a pause lasts until `resume`. */
const KEY = { day: "pause", tick: 0 };

/** Whether the engine is paused: one item. Every promise rejects with `StoreError`, also for an item
 *  that cannot be read: neither answer would be safe to guess. */
export function pauseStore({ documents, names }: Deps): PauseStore {
  return {
    read: () =>
      orStoreError(
        (async () => {
          const { Item } = await documents.send(
            new GetCommand({ TableName: names.runs, Key: KEY, ConsistentRead: true }),
          );
          if (Item === undefined) return { paused: false, changed_at: null, by: null };
          const parsed = pauseStateSchema.safeParse(Item);
          if (parsed.success) return parsed.data;
          throw new StoreError("refused", "the stored pause is damaged: pause or resume again", {
            retryable: false,
            cause: parsed.error,
          });
        })(),
      ),
    write: (state) =>
      orStoreError(
        (async () => {
          await documents.send(
            new PutCommand({ TableName: names.runs, Item: { ...state, ...KEY } }),
          );
        })(),
      ),
  };
}
