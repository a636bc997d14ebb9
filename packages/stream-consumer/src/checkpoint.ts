/** How far each shard has been handled, and who may say so. */

export type Checkpoint = Readonly<{
  shard: string;
  /** Of the last record handled; null before the first. Sequence numbers are opaque text here. */
  sequence: string | null;
  /** Closed, and handled to its end. */
  finished: boolean;
}>;

/** A worker owns a stream under an epoch, a number that each `acquire` raises. A checkpoint row
 *  carries the epoch of the worker that claimed it last, and refuses any lower one: a worker that
 *  was taken over finds out at its next write, however long it was away. */
export type CheckpointStore = Readonly<{
  /** Takes the stream over. `seenAtMs`: the newest `touch` of any worker; null before the first. */
  acquire: (
    stream: string,
    owner: string,
  ) => Promise<{ readonly epoch: number; readonly seenAtMs: number | null }>;
  /** Notes that a worker is at its place, and that no gap before that instant is left open.
   *  Rejects with `FencedError`. */
  touch: (stream: string, epoch: number, nowMs: number) => Promise<void>;
  /** Every checkpoint of the stream; strongly consistent. */
  list: (stream: string) => Promise<readonly Checkpoint[]>;
  /** Puts the epoch on a shard's row, which is made if there is none, and reads it.
   *  Rejects with `FencedError`. */
  claim: (stream: string, shard: string, epoch: number) => Promise<Checkpoint>;
  /** Rejects with `FencedError`. */
  save: (stream: string, checkpoint: Checkpoint, epoch: number) => Promise<void>;
  /** Forgets a shard. Rejects with `FencedError`. */
  remove: (stream: string, shard: string, epoch: number) => Promise<void>;
}>;

/** Another worker has taken the stream over. This one must stop. */
export class FencedError extends Error {
  readonly code = "fenced";
  readonly retryable = false;
  constructor(stream: string, epoch: number) {
    super(`another worker has taken over ${stream} from epoch ${epoch}`);
    this.name = "FencedError";
  }
}
