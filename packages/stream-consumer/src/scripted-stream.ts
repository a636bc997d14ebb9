/** DynamoDB Streams in memory, controlled by a test: shards that split, close and are trimmed,
 *  iterators that expire, streams that are disabled and enabled again. A real engine does these
 *  things once in four hours, or never. */
import {
  type Shard,
  type StreamClient,
  StreamError,
  type StreamErrorCode,
  type StreamRecord,
} from "./stream-client.ts";

type ScriptedChange = Readonly<{
  eventName: "INSERT" | "MODIFY" | "REMOVE";
  /** Routes the change to a shard: the item's partition key. */
  partition: string;
  Keys: NonNullable<StreamRecord["dynamodb"]>["Keys"];
  NewImage?: NonNullable<StreamRecord["dynamodb"]>["NewImage"];
  OldImage?: NonNullable<StreamRecord["dynamodb"]>["OldImage"];
}>;

export type ScriptedStream = Readonly<{
  client: StreamClient;
  /** Publishes a change and returns its sequence number; null while the stream is disabled. */
  append: (change: ScriptedChange) => string | null;
  /** Ids of the shards that take changes. */
  openShards: () => readonly string[];
  /** Ids of all shards that the stream lists, closed ones included. */
  listedShards: () => readonly string[];
  /** Closes a shard; its children take over, two of them when it splits. */
  close: (shard: string, children: 1 | 2) => readonly string[];
  /** Drops all records of a shard but the newest `keep`. Returns the dropped records. */
  trim: (shard: string, keep: number) => readonly StreamRecord[];
  /** Drops a closed shard with its records. Returns the dropped records. */
  drop: (shard: string) => readonly StreamRecord[];
  /** Drops the records made before an instant, and the closed shards that are empty then, as the
   *  service does after 24 hours. */
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
  /** Its part of the key space, from `low` to below `high`. */
  readonly low: number;
  readonly high: number;
  records: StreamRecord[];
  closedAtMs: number | null;
  /** Sequence number of the newest record dropped. */
  trimmedTo: bigint;
};

/** What a script has done so far. */
type ScriptState = {
  readonly table: string;
  readonly systemNow: () => number;
  readonly streams: string[];
  readonly shards: Map<string, ScriptedShard>;
  /** ARN of the stream that takes changes; null while it is disabled. */
  current: string | null;
  sequence: bigint;
  shardCount: number;
};

/** A stream in memory under the control of a test.
 *
 *  ```ts
 *  const stream = scriptedStream({ table: "orders", systemNow: () => 0 });
 *  stream.append({ eventName: "INSERT", partition: "a", Keys: { id: { S: "a" } } });
 *  const [first] = stream.openShards();
 *  stream.close(first, 2); // the consumer must read its two children after it
 *  ``` */
export function scriptedStream(options: ScriptedStreamOptions): ScriptedStream {
  const { table, systemNow, shardsPerPage = 100, iteratorLifetimeMs = 900_000 } = options;
  const state: ScriptState = {
    table,
    systemNow,
    streams: [],
    shards: new Map(),
    current: null,
    sequence: FIRST_SEQUENCE,
    shardCount: 0,
  };
  const { shards } = state;
  const find = (id: string): ScriptedShard => findShard(shards, id);
  enable(state);
  return {
    client: scriptedClient({ ...state, shardsPerPage, iteratorLifetimeMs }),
    append: (change) => append(state, change),
    openShards: () => openShards(state).map(({ id }) => id),
    listedShards: () => [...shards.keys()],
    close: (id, children) => close(state, find(id), children),
    trim: (id, keep) => trim(find(id), keep),
    drop(id) {
      const shard = find(id);
      if (shard.closedAtMs === null) throw new Error("only a closed shard is dropped");
      shards.delete(id);
      return shard.records;
    },
    dropOlderThan: (createdMs) => dropOlderThan(state, createdMs),
    disable() {
      for (const shard of shards.values()) shard.closedAtMs ??= systemNow();
      state.current = null;
    },
    enable: () => enable(state),
  };
}

function enable(state: ScriptState): void {
  const { table, streams } = state;
  state.current = `arn:aws:dynamodb:local:000000000000:table/${table}/stream/${streams.length + 1}`;
  streams.push(state.current);
  open(state, state.current, { parentId: null, low: 0, high: KEY_SPACE });
}

function open(
  state: ScriptState,
  stream: string,
  place: Pick<ScriptedShard, "parentId" | "low" | "high">,
): string {
  state.shardCount += 1;
  const id = `shardId-${String(state.shardCount).padStart(20, "0")}`;
  state.shards.set(id, { id, stream, ...place, records: [], closedAtMs: null, trimmedTo: 0n });
  return id;
}

function openShards({ current, shards }: ScriptState): readonly ScriptedShard[] {
  return [...shards.values()].filter(
    ({ stream, closedAtMs }) => stream === current && closedAtMs === null,
  );
}

function append(
  state: ScriptState,
  { eventName, partition, ...images }: ScriptedChange,
): string | null {
  if (state.current === null) return null;
  const place = hash(partition);
  const shard = openShards(state).find(({ low, high }) => low <= place && place < high);
  if (shard === undefined) throw new Error("no open shard takes this key");
  state.sequence += SEQUENCE_STEP;
  const sequence = String(state.sequence);
  shard.records.push({
    eventID: sequence,
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "local",
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(state.systemNow() / 1_000),
      SequenceNumber: sequence,
      SizeBytes: 1,
      StreamViewType: "NEW_AND_OLD_IMAGES",
      ...images,
    },
  });
  return sequence;
}

function close(state: ScriptState, shard: ScriptedShard, children: 1 | 2): readonly string[] {
  shard.closedAtMs ??= state.systemNow();
  const { stream, id: parentId, low, high } = shard;
  const middle = Math.floor((low + high) / 2);
  if (children === 1 || middle === low) return [open(state, stream, { parentId, low, high })];
  return [
    open(state, stream, { parentId, low, high: middle }),
    open(state, stream, { parentId, low: middle, high }),
  ];
}

function dropOlderThan({ shards }: ScriptState, createdMs: number): void {
  for (const shard of shards.values()) {
    const isKept = (record: StreamRecord): boolean =>
      (record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000 >= createdMs;
    trim(shard, shard.records.filter(isKept).length);
    const isOver = shard.closedAtMs !== null && shard.closedAtMs < createdMs;
    if (isOver && shard.records.length === 0) shards.delete(shard.id);
  }
}

function findShard(shards: ReadonlyMap<string, ScriptedShard>, id: string): ScriptedShard {
  return shards.get(id) ?? refuse("not-found", `no shard ${id}`);
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

function scriptedClient(script: {
  readonly table: string;
  readonly streams: readonly string[];
  readonly shards: ReadonlyMap<string, ScriptedShard>;
  readonly systemNow: () => number;
  readonly shardsPerPage: number;
  readonly iteratorLifetimeMs: number;
}): StreamClient {
  const { streams, shards, systemNow } = script;

  const find = (id: string): ScriptedShard => findShard(shards, id);
  // An iterator contains its whole state, as the service's do: it survives a restart.
  const issue = (shard: string, after: bigint): string =>
    JSON.stringify({
      shard,
      after: String(after),
      expiresAtMs: systemNow() + script.iteratorLifetimeMs,
    });

  return {
    listStreams: async (table) => (table === script.table ? [...streams] : []),

    async describe(stream, after) {
      if (!streams.includes(stream)) refuse("not-found", `no stream ${stream}`);
      const all: Shard[] = [...shards.values()]
        .filter((shard) => shard.stream === stream)
        .map(({ id, parentId }) => ({ id, parentId }));
      const from = after === null ? 0 : all.findIndex(({ id }) => id > after);
      const page = from < 0 ? [] : all.slice(from, from + script.shardsPerPage);
      const more = from >= 0 && from + script.shardsPerPage < all.length;
      return { shards: page, next: more ? (page.at(-1)?.id ?? null) : null };
    },

    async getIterator(_stream, id, position) {
      const shard = find(id);
      if (position.kind === "horizon") return issue(id, shard.trimmedTo);
      const at = BigInt(position.sequence);
      if (at <= shard.trimmedTo) refuse("trimmed", `${position.sequence} was trimmed`);
      return issue(id, at - 1n);
    },

    async getRecords(text, limit) {
      const { shard: id, after, expiresAtMs } = readIterator(text);
      if (systemNow() >= expiresAtMs) refuse("expired-iterator", "the iterator has expired");
      const shard = find(id);
      if (after < shard.trimmedTo) refuse("trimmed", "the iterator's position was trimmed");
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
