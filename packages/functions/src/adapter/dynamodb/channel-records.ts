import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  type ChannelRecords,
  channelRecordSchema,
  channelTestOutcomeSchema,
} from "@bellwether/core/channel";
import { DAY_SECONDS, type SystemNow } from "@bellwether/core/time";
import { orStoreError } from "./store-error.ts";
import type { TableNames } from "./table-definition.ts";

const LIFETIME_SECONDS = 30 * DAY_SECONDS;

type Deps = Readonly<{
  documents: DynamoDBDocumentClient;
  names: Pick<TableNames, "receipts">;
  systemNow: SystemNow;
}>;

/** Records of channels, in the table of receipts. Their keys, `channel.NAME` and `channel-test.ID`,
 *  cannot be those of receipts, which have `#` between consumer and message. */
export function channelRecords({ documents, names, systemNow }: Deps): ChannelRecords {
  const TableName = names.receipts;
  const now = () => Math.floor(systemNow() / 1_000);
  const read = async (key: string) =>
    (await documents.send(new GetCommand({ TableName, Key: { key }, ConsistentRead: true }))).Item;
  const set = async (key: string, fields: Readonly<Record<string, unknown>>): Promise<void> => {
    const entries = Object.entries({ ...fields, ttl: now() + LIFETIME_SECONDS });
    await documents.send(
      new UpdateCommand({
        TableName,
        Key: { key },
        UpdateExpression: `SET ${entries.map((_, at) => `#f${at} = :v${at}`).join(", ")}`,
        ExpressionAttributeNames: Object.fromEntries(
          entries.map(([name], at) => [`#f${at}`, name]),
        ),
        ExpressionAttributeValues: Object.fromEntries(
          entries.map(([, value], at) => [`:v${at}`, value]),
        ),
      }),
    );
  };
  return {
    read: (channel) =>
      orStoreError(
        // A record that does not parse counts as missing.
        read(`channel.${channel}`).then(
          (item) => channelRecordSchema.safeParse(item ?? {}).data ?? channelRecordSchema.parse({}),
        ),
      ),
    succeeded: (channel) => orStoreError(set(`channel.${channel}`, { last_success_at: now() })),
    failed: (channel, reason) =>
      orStoreError(set(`channel.${channel}`, { last_failure_at: now(), last_failure: reason })),
    tested: (id, outcome) => orStoreError(set(`channel-test.${id}`, outcome)),
    readTest: (id) =>
      orStoreError(
        read(`channel-test.${id}`).then(
          (item) => channelTestOutcomeSchema.safeParse(item).data ?? null,
        ),
      ),
  };
}
