import {
  type _Record,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import {
  type StreamClient,
  StreamError,
  type StreamErrorCode,
  type StreamRecord,
} from "../stream-client.ts";

const CODES: Readonly<Record<string, StreamErrorCode>> = {
  ExpiredIteratorException: "expired-iterator",
  TrimmedDataAccessException: "trimmed",
  ResourceNotFoundException: "not-found",
};
/** The one argument of GetShardIterator that comes from a checkpoint is the sequence number. */
const POSITION_CODES = { ...CODES, ValidationException: "unknown-position" } as const;

/** DynamoDB Streams over the SDK's client. Every promise rejects with `StreamError`.
 *
 *  Give the SDK's client time limits: by default a request that is never answered waits for ever,
 *  and the consumer with it.
 *
 *  ```ts
 *  const client = dynamoStreamClient(
 *    new DynamoDBStreamsClient({
 *      requestHandler: { requestTimeout: 10_000, throwOnRequestTimeout: true },
 *    }),
 *  );
 *  ``` */
export function dynamoStreamClient(client: DynamoDBStreamsClient): StreamClient {
  return {
    listStreams: (table) => translate(() => listStreams(client, table)),

    describe: (stream, after) =>
      translate(async () => {
        const { StreamDescription: description } = await client.send(
          new DescribeStreamCommand({
            StreamArn: stream,
            ...(after !== null && { ExclusiveStartShardId: after }),
          }),
        );
        const shards = (description?.Shards ?? []).map(({ ShardId, ParentShardId }) => ({
          id: present(ShardId, "ShardId"),
          parentId: ParentShardId ?? null,
        }));
        return { shards, next: description?.LastEvaluatedShardId ?? null };
      }),

    getIterator: (stream, shard, position) =>
      translate(async () => {
        const { ShardIterator } = await client.send(
          new GetShardIteratorCommand({
            StreamArn: stream,
            ShardId: shard,
            ...(position.kind === "horizon"
              ? { ShardIteratorType: "TRIM_HORIZON" }
              : {
                  ShardIteratorType: "AT_SEQUENCE_NUMBER",
                  SequenceNumber: position.sequence,
                }),
          }),
        );
        return present(ShardIterator, "ShardIterator");
      }, POSITION_CODES),

    getRecords: (iterator, limit) =>
      translate(async () => {
        const { Records, NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }),
        );
        return { records: (Records ?? []).map(asDelivered), next: NextShardIterator ?? null };
      }),
  };
}

async function listStreams(
  client: DynamoDBStreamsClient,
  table: string,
): Promise<readonly string[]> {
  const streams: { readonly arn: string; readonly label: string }[] = [];
  let from: string | undefined;
  do {
    const page = await client.send(
      new ListStreamsCommand({ TableName: table, ExclusiveStartStreamArn: from }),
    );
    for (const { StreamArn, StreamLabel } of page.Streams ?? []) {
      streams.push({
        arn: present(StreamArn, "StreamArn"),
        label: present(StreamLabel, "StreamLabel"),
      });
    }
    from = page.LastEvaluatedStreamArn;
  } while (from !== undefined);
  // A label is the instant at which the stream was enabled: as text it sorts by time.
  return streams.sort((a, b) => (a.label < b.label ? -1 : 1)).map(({ arn }) => arn);
}

/** As Lambda hands it to a function: dates as epoch seconds, binary values in base64. */
function asDelivered(record: _Record): StreamRecord {
  const { dynamodb, userIdentity, ...rest } = record;
  const {
    ApproximateCreationDateTime: created,
    Keys,
    NewImage,
    OldImage,
    ...change
  } = dynamodb ?? {};
  return {
    ...rest,
    ...(userIdentity !== undefined && {
      userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId },
    }),
    dynamodb: {
      ...change,
      ...(created !== undefined && {
        ApproximateCreationDateTime: Math.floor(created.getTime() / 1_000),
      }),
      ...(Keys !== undefined && { Keys: textual(Keys) }),
      ...(NewImage !== undefined && { NewImage: textual(NewImage) }),
      ...(OldImage !== undefined && { OldImage: textual(OldImage) }),
    },
  } as StreamRecord;
}

function textual(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(textual);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textual(inner)]));
}

function present(value: string | undefined, name: string): string {
  if (value === undefined) throw new TypeError(`the answer has no ${name}`);
  return value;
}

async function translate<T>(call: () => Promise<T>, codes = CODES): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw new StreamError(codes[name] ?? "unavailable", message, { cause: error });
  }
}
