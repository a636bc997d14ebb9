/** The calls of DynamoDB Streams that the consumer makes, and their errors. */
import type { DynamoDBRecord } from "aws-lambda";

/** A change, in the shape in which Lambda delivers it. */
export type StreamRecord = DynamoDBRecord;

export type Shard = Readonly<{
  id: string;
  /** Null for a shard without a parent. The parent may be gone from the listing already. */
  parentId: string | null;
}>;

/** Where to begin in a shard: at the oldest record that is kept, or at a given record. */
export type ShardPosition =
  | { readonly kind: "horizon" }
  | { readonly kind: "at"; readonly sequence: string };

export type StreamClient = Readonly<{
  /** The streams of a table, oldest first: more than one after the stream was disabled and
   *  enabled again. Empty when it has none. */
  listStreams: (table: string) => Promise<readonly string[]>;
  /** One page of a stream's shards. `next` continues after it; null at the end. */
  describe: (
    stream: string,
    after: string | null,
  ) => Promise<{ readonly shards: readonly Shard[]; readonly next: string | null }>;
  getIterator: (stream: string, shard: string, position: ShardPosition) => Promise<string>;
  /** At most `limit` records. `next` is null once a closed shard has been read to its end; that
   *  answer may itself carry records. An empty answer with `next` is not the end. */
  getRecords: (
    iterator: string,
    limit: number,
  ) => Promise<{ readonly records: readonly StreamRecord[]; readonly next: string | null }>;
}>;

export type StreamErrorCode =
  /** An iterator lives fifteen minutes. */
  | "expired-iterator"
  /** The position is older than the oldest record kept. */
  | "trimmed"
  /** The position is not one of this shard. */
  | "unknown-position"
  /** The stream or the shard is gone. */
  | "not-found"
  /** Anything that may pass: throttling, a lost connection, a fault of the service. */
  | "unavailable";

/** The stream did not answer. */
export class StreamError extends Error {
  readonly code: StreamErrorCode;
  constructor(code: StreamErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "StreamError";
    this.code = code;
  }
}
