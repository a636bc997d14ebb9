import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { type EpisodeCut, type EpisodeCutStore, episodeCutSchema } from "@bellwether/core/signal";
import { DAY_SECONDS } from "@bellwether/core/time";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

/** Stored in the table of signals in a partition beside the list. */
const LIST = "episode cuts";
/** Runs handle a note within half an hour, unless the engine stands still. */
const LIFETIME_SECONDS = 7 * DAY_SECONDS;

type Deps = Readonly<{ documents: DynamoDBDocumentClient; names: Pick<TableNames, "signals"> }>;

export function episodeCutStore(deps: Deps): EpisodeCutStore {
  return {
    put: (cut) => orStoreError(put(deps, cut)),
    list: () => orStoreError(list(deps)),
    remove: (cut) => orStoreError(remove(deps, cut)),
  };
}

async function put({ documents, names }: Deps, cut: EpisodeCut): Promise<void> {
  const Item = { ...keyOf(cut), ...cut, ttl: cut.at + LIFETIME_SECONDS };
  await documents.send(new PutCommand({ TableName: names.signals, Item }));
}

/** One query. Beyond 1 MB, several thousand notes, the rest is left to the next run. */
async function list({ documents, names }: Deps): Promise<readonly EpisodeCut[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: names.signals,
      KeyConditionExpression: "#list = :list",
      ExpressionAttributeNames: { "#list": "list" },
      ExpressionAttributeValues: { ":list": LIST },
      ConsistentRead: true,
    }),
  );
  return Items.flatMap((item) => {
    const parsed = episodeCutSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

async function remove({ documents, names }: Deps, cut: EpisodeCut): Promise<void> {
  await documents.send(new DeleteCommand({ TableName: names.signals, Key: keyOf(cut) }));
}

function keyOf({ workflow_id, at }: EpisodeCut) {
  return { list: LIST, position: `${at}#${workflow_id}` };
}
