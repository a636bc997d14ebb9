/** How far each shard has been handled, and which worker may write it. */

export type Checkpoint = Readonly<{
  shard: string;
  /** Sequence number of the last record handled; null before the first. Opaque text here. */
  sequence: string | null;
  /** The shard is closed and was handled to its end. */
  finished: boolean;
}>;

/** Where checkpoints are kept. A worker owns a stream under an epoch, a number that each `acquire`
 *  raises. A checkpoint carries the epoch of the worker that claimed it last and refuses any lower
 *  one: a worker that was replaced learns so at its next write, however long it was suspended. */
export type CheckpointStore = Readonly<{
  /** Takes the stream over. `seenAtMs` is the newest `touch` of any worker; null before the
   *  first. */
  acquire: (
    stream: string,
    owner: string,
  ) => Promise<{ readonly epoch: number; readonly seenAtMs: number | null }>;
  /** Records that the worker was active at an instant, and that every gap before it was recovered.
   *  Rejects with `FencedError`. */
  touch: (stream: string, epoch: number, nowMs: number) => Promise<void>;
  /** Every checkpoint of the stream, and the shards whose checkpoint cannot be read; strongly
   *  consistent. */
  list: (stream: string) => Promise<{
    readonly checkpoints: readonly Checkpoint[];
    readonly damaged: readonly string[];
  }>;
  /** Writes the epoch to a shard's checkpoint, creates it when there is none, and reads it.
   *  Rejects with `FencedError`. */
  claim: (stream: string, shard: string, epoch: number) => Promise<Checkpoint>;
  /** Rejects with `FencedError`. */
  save: (stream: string, checkpoint: Checkpoint, epoch: number) => Promise<void>;
  /** Deletes a shard's checkpoint. Rejects with `FencedError`. */
  remove: (stream: string, shard: string, epoch: number) => Promise<void>;
}>;

/** Another worker has taken the stream over: this one must stop. */
export class FencedError extends Error {
  readonly code = "fenced";
  readonly retryable = false;
  constructor(stream: string, epoch: number) {
    super(`another worker has taken over ${stream} from epoch ${epoch}`);
    this.name = "FencedError";
  }
}
