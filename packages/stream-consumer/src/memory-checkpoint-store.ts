import { type Checkpoint, type CheckpointStore, FencedError } from "./checkpoint.ts";

type Owned = { epoch: number; seenAtMs: number | null };
type Row = Checkpoint & { readonly epoch: number };

/** Checkpoints in memory, with the same fencing as the durable ones: for tests, simulations, and
 *  consumers that read from the oldest record at each start. */
export function memoryCheckpointStore(): CheckpointStore {
  const owners = new Map<string, Owned>();
  const streams = new Map<string, Map<string, Row>>();

  const rowsOf = (stream: string): Map<string, Row> => {
    const rows = streams.get(stream) ?? new Map<string, Row>();
    streams.set(stream, rows);
    return rows;
  };
  const guard = (stream: string, shard: string, epoch: number): Row | undefined => {
    const row = rowsOf(stream).get(shard);
    if (row !== undefined && row.epoch > epoch) throw new FencedError(stream, epoch);
    return row;
  };

  return {
    async acquire(stream) {
      const owned = owners.get(stream) ?? { epoch: 0, seenAtMs: null };
      owned.epoch += 1;
      owners.set(stream, owned);
      return { ...owned };
    },
    async touch(stream, epoch, nowMs) {
      const owned = owners.get(stream);
      if (owned?.epoch !== epoch) throw new FencedError(stream, epoch);
      owned.seenAtMs = nowMs;
    },
    async list(stream) {
      return { checkpoints: [...rowsOf(stream).values()].map(withoutEpoch), damaged: [] };
    },
    async claim(stream, shard, epoch) {
      const row = guard(stream, shard, epoch) ?? { shard, sequence: null, finished: false };
      rowsOf(stream).set(shard, { ...row, epoch });
      return withoutEpoch({ ...row, epoch });
    },
    async save(stream, checkpoint, epoch) {
      guard(stream, checkpoint.shard, epoch);
      rowsOf(stream).set(checkpoint.shard, { ...checkpoint, epoch });
    },
    async remove(stream, shard, epoch) {
      guard(stream, shard, epoch);
      rowsOf(stream).delete(shard);
    },
  };
}

function withoutEpoch({ shard, sequence, finished }: Row): Checkpoint {
  return { shard, sequence, finished };
}
