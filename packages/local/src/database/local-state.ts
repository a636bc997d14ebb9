import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { instantSchema } from "@bellwether/core/time";
import type { TableDefinition } from "@bellwether/functions/adapter/dynamodb";
import * as z from "zod";

/** State of the one-machine runtime itself, kept across restarts. */
export const LOCAL_STATE_TABLE: TableDefinition = {
  partitionKey: { name: "key", type: "S" },
  expires: false,
  stream: false,
};

/** How far a replayed or simulated market has come. */
const replayStateSchema = z.object({
  key: z.literal("replay"),
  /** Identifies the data that is replayed; when it changes, the replay restarts. */
  subject: z.string(),
  /** The last tick whose run completed, or the instant at which the replay begins, or at which a
   *  market that goes on was stopped. */
  at: instantSchema,
  finished: z.boolean(),
});
export type ReplayState = Omit<z.infer<typeof replayStateSchema>, "key">;

export type LocalState = Readonly<{
  /** Null before the first replay. */
  readReplay: () => Promise<ReplayState | "damaged" | null>;
  writeReplay: (state: ReplayState) => Promise<void>;
  /** Whether this workflow file was seeded; null stands for the samples. */
  isSeeded: (fingerprint: string | null) => Promise<boolean>;
  markSeeded: (fingerprint: string | null) => Promise<void>;
}>;

export function localState(deps: {
  readonly documents: DynamoDBDocumentClient;
  readonly tableName: string;
}): LocalState {
  const { documents, tableName: TableName } = deps;
  const read = async (key: string) =>
    (await documents.send(new GetCommand({ TableName, Key: { key }, ConsistentRead: true }))).Item;
  return {
    async readReplay() {
      const item = await read("replay");
      if (item === undefined) return null;
      const parsed = replayStateSchema.safeParse(item);
      return parsed.success ? parsed.data : "damaged";
    },
    async writeReplay(state) {
      await documents.send(new PutCommand({ TableName, Item: { key: "replay", ...state } }));
    },
    isSeeded: async (fingerprint) => (await read(seededKey(fingerprint))) !== undefined,
    async markSeeded(fingerprint) {
      const Item = { key: seededKey(fingerprint) };
      await documents.send(new PutCommand({ TableName, Item }));
    },
  };
}

function seededKey(fingerprint: string | null): string {
  return fingerprint === null ? "seeded" : `seeded ${fingerprint}`;
}
