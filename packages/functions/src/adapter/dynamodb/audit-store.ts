import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Audit, type AuditStore, auditSchema } from "@bellwether/core/run";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

type Deps = Readonly<{ documents: DynamoDBDocumentClient; names: Pick<TableNames, "runs"> }>;

/** Stored in the runs table under a key that is not a day, so that no list of runs contains it. */
const KEY = { day: "audit", tick: 0 };

/** The newest audit: one item, which the next audit replaces. */
export function auditStore({ documents, names }: Deps): AuditStore {
  const read = async (): Promise<Audit | null> => {
    const { Item } = await documents.send(new GetCommand({ TableName: names.runs, Key: KEY }));
    // One that does not parse is of another version: the next audit replaces it.
    return auditSchema.safeParse(Item).data ?? null;
  };
  const write = async (audit: Audit): Promise<void> => {
    await documents.send(new PutCommand({ TableName: names.runs, Item: { ...audit, ...KEY } }));
  };
  return {
    read: () => orStoreError(read()),
    write: (audit) => orStoreError(write(audit)),
  };
}
