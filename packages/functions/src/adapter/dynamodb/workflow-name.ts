/** Transactions that keep the names of workflows unique. */
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { TableNames } from "./table-definition.ts";

type Deps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "workflows" | "workflow_names">;
}>;
type Write = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** Registers a name for a workflow; fails when another workflow has it. */
export function claimName({ names }: Deps, key: string, id: string): Write {
  return {
    Put: {
      TableName: names.workflow_names,
      Item: { name_key: key, workflow_id: id },
      ConditionExpression: "attribute_not_exists(name_key) OR workflow_id = :id",
      ExpressionAttributeValues: { ":id": id },
    },
  };
}

/** The writes, and the release of the old name. A damaged item may have another workflow's name: that
 *  name stays with its owner, and the writes are made without it. */
export async function transactWithName(
  deps: Deps,
  writes: readonly Write[],
  oldKey: string | null,
  id: string,
): Promise<ReadonlySet<number> | null> {
  if (oldKey === null) return transact(deps, writes);
  const release: Write = {
    Delete: {
      TableName: deps.names.workflow_names,
      Key: { name_key: oldKey },
      ConditionExpression: "attribute_not_exists(name_key) OR workflow_id = :id",
      ExpressionAttributeValues: { ":id": id },
    },
  };
  const failed = await transact(deps, [...writes, release]);
  const onlyTheName = failed?.size === 1 && failed.has(writes.length);
  return onlyTheName ? transact(deps, writes) : failed;
}

/** Null if all were written, otherwise the positions of the writes whose condition did not hold. */
export async function transact(
  { documents }: Deps,
  writes: readonly Write[],
): Promise<ReadonlySet<number> | null> {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: [...writes] }));
    return null;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const failed = reasons.flatMap(({ Code }, position) =>
      Code === "ConditionalCheckFailed" ? [position] : [],
    );
    if (failed.length === 0) throw error;
    return new Set(failed);
  }
}
