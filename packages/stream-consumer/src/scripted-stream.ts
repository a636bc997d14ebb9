/** DynamoDB Streams in memory, on script: shards that split, close and are trimmed, iterators that
 *  expire, streams that are disabled and enabled again. For tests and simulations: a real engine
 *  does these things once in four hours, or never. */
import {
  type Shard,
  type StreamClient,
  StreamError,
  type StreamErrorCode,
  type StreamRecord,
} from "./stream-client.ts";

export type ScriptedChange = Readonly<{
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** Routes the change to a shard: the item's partition key. */
  partition: string;
  Keys: NonNullable<StreamRecord["dynamodb"]>["Keys"];
  NewImage?: NonNullable<StreamRecord["dynamodb"]>["NewImage"];
  OldImage?: NonNullable<StreamRecord["dynamodb"]>["OldImage"];
}>;

export type ScriptedStream = Readonly<{
  client: StreamClient;
  /** Publishes a change, and answers with its sequence number; null while there is no stream. */
  append: (change: ScriptedChange) => string | null;
  /** Ids of the shards that changes go to. */
  openShards: () => readonly string[];
  /** Ids of all shards that the stream lists, closed ones too. */
  listedShards: () => readonly string[];
  /** Closes a shard; its children take over, two of them when it splits. */
  close: (shard: string, children: 1 | 2) => readonly string[];
  /** Drops the oldest records of a shard, but the newest `keep`. Answers with what was dropped. */
  trim: (shard: string, keep: number) => readonly StreamRecord[];
  /** Drops a closed shard, records and all. Answers with what was dropped. */
  drop: (shard: string) => readonly StreamRecord[];
  /** Drops the records made before an instant, and the closed shards that are left empty: what
   *  the service does after a day. */
  dropOlderThan: (createdMs: number) => void;
  disable: () => void;
  enable: () => void;
}>;

export type ScriptedStreamOptions = Readonly<{
  table: string;
  systemNow: () => number;
  shardsPerPage?: number;
  iteratorLifetimeMs?: number;
}>;

const KEY_SPACE = 65_536;
const FIRST_SEQUENCE = 100_000_000_000_000_000_000_001n;
const SEQUENCE_STEP = 7n;

type ScriptedShard = {
  readonly id: string;
  readonly stream: string;
  readonly parentId: string | null;
  /** The part of the key space it takes, from `low` to below `high`. */
  readonly low: number;
  readonly high: number;
  records: StreamRecord[];
  closedAtMs: number | null;
  /** Of the newest record dropped. */
  trimmedTo: bigint;
};

export function scriptedStream(options: ScriptedStreamOptions): ScriptedStream {
  const { table, systemNow, shardsPerPage = 100, iteratorLifetimeMs = 900_000 } = options;
  const streams: string[] = [];
  const shards = new Map<string, ScriptedShard>();
  let current: string | null = null;
  let sequence = FIRST_SEQUENCE;
  let shardCount = 0;

  function open(stream: string, parentId: string | null, low: number, high: number): string {
    shardCount += 1;
    const id = `shardId-${String(shardCount).padStart(20, "0")}`;
    const state = { records: [], closedAtMs: null, trimmedTo: 0n };
    shards.set(id, { id, stream, parentId, low, high, ...state });
    return id;
  }

  function enable(): void {
    current = `arn:aws:dynamodb:local:000000000000:table/${table}/stream/${streams.length + 1}`;
    streams.push(current);
    open(current, null, 0, KEY_SPACE);
  }
  enable();

  const find = (id: string): ScriptedShard => {
    const shard = shards.get(id);
    if (shard === undefined) throw new StreamError("not-found", `no shard ${id}`);
    return shard;
  };

  return {
    client: scriptedClient({
      table,
      streams,
      shards,
      systemNow,
      shardsPerPage,
      iteratorLifetimeMs,
    }),

    append({ eventName, partition, ...images }) {
      if (current === null) return null;
      const place = hash(partition);
      const shard = [...shards.values()].find(
        ({ stream, closedAtMs, low, high }) =>
          stream === current && closedAtMs === null && low <= place && place < high,
      );
      if (shard === undefined) throw new Error("no open shard takes this key");
      sequence += SEQUENCE_STEP;
      shard.records.push({
        eventID: String(sequence),
        eventName,
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: "local",
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(systemNow() / 1_000),
          SequenceNumber: String(sequence),
          SizeBytes: 1,
          StreamViewType: "NEW_AND_OLD_IMAGES",
          ...images,
        },
      });
      return String(sequence);
    },

    openShards: () =>
      [...shards.values()]
        .filter(({ stream, closedAtMs }) => stream === current && closedAtMs === null)
        .map(({ id }) => id),
    listedShards: () => [...shards.keys()],

    close(id, children) {
      const shard = find(id);
      shard.closedAtMs ??= systemNow();
      const middle = Math.floor((shard.low + shard.high) / 2);
      if (children === 1 || middle === shard.low) {
        return [open(shard.stream, id, shard.low, shard.high)];
      }
      return [
        open(shard.stream, id, shard.low, middle),
        open(shard.stream, id, middle, shard.high),
      ];
    },

    trim: (id, keep) => trim(find(id), keep),

    drop(id) {
      const shard = find(id);
      if (shard.closedAtMs === null) throw new Error("only a closed shard is dropped");
      shards.delete(id);
      return shard.records;
    },

    dropOlderThan(createdMs) {
      for (const shard of shards.values()) {
        const isKept = (record: StreamRecord): boolean =>
          (record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000 >= createdMs;
        trim(shard, shard.records.filter(isKept).length);
        const isOver = shard.closedAtMs !== null && shard.closedAtMs < createdMs;
        if (isOver && shard.records.length === 0) shards.delete(shard.id);
      }
    },

    disable() {
      for (const shard of shards.values()) shard.closedAtMs ??= systemNow();
      current = null;
    },
    enable,
  };
}

/** Drops all but the newest `keep` records. */
function trim(shard: ScriptedShard, keep: number): readonly StreamRecord[] {
  const dropped = shard.records.slice(0, Math.max(0, shard.records.length - keep));
  shard.records = shard.records.slice(dropped.length);
  const newest = dropped.at(-1);
  if (newest !== undefined) shard.trimmedTo = sequenceOf(newest);
  return dropped;
}

type Iterator = Readonly<{ shard: string; after: bigint; expiresAtMs: number }>;

function scriptedClient(world: {
  readonly table: string;
  readonly streams: readonly string[];
  readonly shards: ReadonlyMap<string, ScriptedShard>;
  readonly systemNow: () => number;
  readonly shardsPerPage: number;
  readonly iteratorLifetimeMs: number;
}): StreamClient {
  const { streams, shards, systemNow } = world;

  const find = (id: string): ScriptedShard =>
    shards.get(id) ?? refuse("not-found", `no shard ${id}`);
  // An iterator holds all that it stands for, like those of the service: it outlives a restart.
  const issue = (shard: string, after: bigint): string =>
    JSON.stringify({
      shard,
      after: String(after),
      expiresAtMs: systemNow() + world.iteratorLifetimeMs,
    });

  return {
    listStreams: async (table) => (table === world.table ? [...streams] : []),

    async describe(stream, after) {
      if (!streams.includes(stream)) refuse("not-found", `no stream ${stream}`);
      const all: Shard[] = [...shards.values()]
        .filter((shard) => shard.stream === stream)
        .map(({ id, parentId }) => ({ id, parentId }));
      const from = after === null ? 0 : all.findIndex(({ id }) => id > after);
      const page = from < 0 ? [] : all.slice(from, from + world.shardsPerPage);
      const more = from >= 0 && from + world.shardsPerPage < all.length;
      return { shards: page, next: more ? (page.at(-1)?.id ?? null) : null };
    },

    async getIterator(_stream, id, position) {
      const shard = find(id);
      if (position.kind === "horizon") return issue(id, shard.trimmedTo);
      const after = BigInt(position.sequence);
      if (after <= shard.trimmedTo) refuse("trimmed", `${position.sequence} was trimmed`);
      return issue(id, after);
    },

    async getRecords(text, limit) {
      const { shard: id, after, expiresAtMs } = readIterator(text);
      if (systemNow() >= expiresAtMs) refuse("expired-iterator", "the iterator has expired");
      const shard = find(id);
      if (after < shard.trimmedTo) refuse("trimmed", "the iterator's place was trimmed");
      const rest = shard.records.filter((record) => sequenceOf(record) > after);
      const records = rest.slice(0, limit);
      const newest = records.at(-1);
      const ended = shard.closedAtMs !== null && records.length === rest.length;
      const next = newest === undefined ? after : sequenceOf(newest);
      return { records, next: ended ? null : issue(id, next) };
    },
  };
}

function refuse(code: StreamErrorCode, what: string): never {
  throw new StreamError(code, what);
}

function readIterator(text: string): Iterator {
  const { shard, after, expiresAtMs } = JSON.parse(text) as Record<string, string>;
  return { shard: String(shard), after: BigInt(after ?? 0), expiresAtMs: Number(expiresAtMs) };
}

function sequenceOf(record: StreamRecord): bigint {
  return BigInt(record.dynamodb?.SequenceNumber ?? 0);
}

/** FNV-1a, folded to 16 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let position = 0; position < text.length; position += 1) {
    value = Math.imul(value ^ text.charCodeAt(position), 0x01000193) >>> 0;
  }
  return (value >>> 16) ^ (value & 0xffff);
}
