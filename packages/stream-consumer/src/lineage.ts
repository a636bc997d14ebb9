import type { Checkpoint } from "./checkpoint.ts";
import type { Shard } from "./stream-client.ts";

/** What to do with the shards of one stream. */
export type ShardPlan = Readonly<{
  /** May be read now: nothing of an ancestor is left to read. Empty when all is finished. */
  readable: readonly Shard[];
  /** Trimmed before we had read them to their end: what they held is missing. */
  lost: readonly string[];
  /** Checkpoints that nothing refers to any more. */
  obsolete: readonly string[];
}>;

/** Orders shards by descent: a parent is read to its end before its children.
 *
 *  A parent that the stream does not list has been trimmed; waiting for it would be waiting for
 *  ever. Whether it was read before it went is known from its checkpoint, which is therefore kept
 *  until each of its children has one. */
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
  // A shard that we began and that is gone, or a parent that is gone and that we never finished.
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
