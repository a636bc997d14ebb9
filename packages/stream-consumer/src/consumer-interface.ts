import type { ShardReaderDeps } from "./shard-reader.ts";

export type StreamConsumerDeps = ShardReaderDeps &
  Readonly<{
    /** Resolves after the duration, or earlier when the signal aborts. */
    sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  }>;

export type StreamConsumerOptions = Readonly<{
  table: string;
  /** Name of this worker in the checkpoints, for the reader of the table. */
  owner: string;
  /** Records in one delivery and in one read, at most 1,000. Default 100. */
  batchSize?: number;
  /** Milliseconds between two reads of a stream without new records. Default 1,000. */
  idleMs?: number;
  /** Milliseconds between two listings of the shards while the known ones are open; the children
   *  of a closed shard are looked for at once. Default 30,000. */
  discoverMs?: number;
  /** How often a record may fail alone before it is parked. Default 8. */
  maxAttempts?: number;
  /** A record that fails and is older than this is parked at once. Milliseconds, default 23 h. */
  maxRecordAgeMs?: number;
  /** Waits after failures double from `baseMs` to `maxMs`, with jitter. Default 100 ms to 10 s. */
  backoff?: { readonly baseMs: number; readonly maxMs: number };
}>;

/** `fenced`: another worker took over. `failed`: by a defect of the consumer. */
export type StreamConsumerEnd = "stopped" | "fenced" | "failed";
export type StreamConsumerState = "idle" | "running" | StreamConsumerEnd;

export type StreamConsumerSnapshot = Readonly<{
  state: StreamConsumerState;
  /** Age of the oldest record read and not handled, milliseconds; 0 when caught up. */
  iteratorAgeMs: number;
  /** Records handled since the start of this consumer. */
  records: number;
  retries: number;
  parked: number;
  gaps: number;
  shards: readonly { readonly shard: string; readonly sequence: string | null }[];
  /** The newest failure, until something is read or handled again. */
  failure: string | null;
}>;

export type StreamConsumer = Readonly<{
  start: () => void;
  /** Finishes the current batch and its checkpoint, then stops. */
  stop: () => Promise<void>;
  /** Resolves when the consumer has ended: stopped, replaced by another worker, or failed. */
  ended: Promise<StreamConsumerEnd>;
  /** Reads now instead of after `idleMs`. Call it after a write. */
  wake: () => void;
  /** Resolves once everything written before the call has been read and handled, or parked.
   *  Rejects when the consumer ends first. */
  caughtUp: () => Promise<void>;
  snapshot: () => StreamConsumerSnapshot;
}>;
