import type { Checkpoint } from "./checkpoint.ts";
import type { Shard } from "./stream-client.ts";

/** Which shards of one stream to read, and which are gone. */
export type ShardPlan = Readonly<{
  /** May be read now: every listed ancestor was read to its end. Empty when all are finished. */
  readable: readonly Shard[];
  /** Not listed any more and not read to their end: their records are missing. */
  lost: readonly string[];
  /** Checkpoints that no shard refers to any more. */
  obsolete: readonly string[];
}>;

/** Orders shards by descent: a parent is read to its end before its children.
 *
 *  A parent that the stream does not list was trimmed: it is not waited for. Whether it was read
 *  before is known from its checkpoint, which is therefore kept until each of its children has one. */
export function planShards(
  shards: readonly Shard[],
  checkpoints: readonly Checkpoint[],
): ShardPlan {
  const listed = new Set(shards.map(({ id }) => id));
  const known = new Map(checkpoints.map((checkpoint) => [checkpoint.shard, checkpoint]));
  const isFinished = (id: string): boolean => known.get(id)?.finished === true;

  const readable = shards.filter(
    ({ id, parentId }) =>
      !isFinished(id) && (parentId === null || !listed.has(parentId) || isFinished(parentId)),
  );
  // Shards that were begun and are gone, and parents that are gone and were never finished.
  const begun = checkpoints.filter(({ shard, finished }) => !finished && !listed.has(shard));
  const trimmedParents = shards.flatMap(({ id, parentId }) =>
    parentId !== null && !listed.has(parentId) && !isFinished(parentId) && !known.has(id)
      ? [parentId]
      : [],
  );
  const awaited = new Set(
    shards.flatMap(({ id, parentId }) => (parentId !== null && !known.has(id) ? [parentId] : [])),
  );
  return {
    readable,
    lost: [...new Set([...begun.map(({ shard }) => shard), ...trimmedParents])],
    obsolete: checkpoints
      .filter(({ shard, finished }) => finished && !listed.has(shard) && !awaited.has(shard))
      .map(({ shard }) => shard),
  };
}
