import type { Checkpoint, CheckpointStore } from "./checkpoint.ts";
import type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
import { planShards } from "./lineage.ts";
import type { Shard, StreamClient } from "./stream-client.ts";

export type DiscoveryDeps = Readonly<{
  client: StreamClient;
  checkpoints: CheckpointStore;
  recover: (gap: StreamGap) => Promise<void>;
  observe: (event: StreamConsumerEvent) => void;
  systemNow: () => number;
}>;

export type ReadableShard = Readonly<{ stream: string; shard: string; epoch: number }>;

export type Discovery = Readonly<{
  /** The shards that may be read now, wherever their checkpoints are. */
  readable: () => Promise<readonly ReadableShard[]>;
  /** Takes a shard for this worker. Rejects with `FencedError`. */
  claim: (shard: ReadableShard) => Promise<Checkpoint>;
}>;

/** The stream keeps records for a day. Whoever was away for longer than this cannot know from its
 *  checkpoints alone that nothing is missing: a shard that was never read does not tell where it
 *  once began. */
export const MAX_ABSENCE_MS = 20 * 3_600_000;

const TOUCH_EVERY_MS = 60_000;

/** Pages of one listing, at most: a bound against a service that never says that it is done. */
const MAX_PAGES = 10_000;

/** Finds the shards of a table's streams and the gaps between what was read and what is there. */
export function discovery(
  deps: DiscoveryDeps,
  { table, owner }: { readonly table: string; readonly owner: string },
): Discovery {
  const { client, checkpoints } = deps;
  const owners = new Map<string, { readonly epoch: number; readonly seenAtMs: number | null }>();

  async function readable(): Promise<readonly ReadableShard[]> {
    // A stream that was disabled and enabled again has a successor. The old one is read to its
    // end first: its records are older.
    for (const stream of await client.listStreams(table)) {
      const epoch = await own(stream);
      const shards = await listShards(stream);
      const plan = planShards(shards, await checkpoints.list(stream));
      if (plan.lost.length > 0) {
        await recover({ kind: "trimmed-shards", stream, shards: plan.lost });
        for (const shard of plan.lost) await checkpoints.remove(stream, shard, epoch);
      }
      for (const shard of plan.obsolete) await checkpoints.remove(stream, shard, epoch);
      if (plan.readable.length > 0) {
        return plan.readable.map(({ id }) => ({ stream, shard: id, epoch }));
      }
    }
    return [];
  }

  /** The epoch of this worker. What a gap up to now may have lost has been made good. */
  async function own(stream: string): Promise<number> {
    // Once only: a worker that took the stream again would take it from the one that came after it.
    const owned = owners.get(stream) ?? (await checkpoints.acquire(stream, owner));
    owners.set(stream, owned);
    const { epoch, seenAtMs } = owned;
    const nowMs = deps.systemNow();
    const sinceMs = seenAtMs === null ? Number.POSITIVE_INFINITY : nowMs - seenAtMs;
    if (sinceMs >= 0 && sinceMs < TOUCH_EVERY_MS) return epoch;
    if (seenAtMs === null) {
      await recover({ kind: "new-stream", stream });
    } else if (Math.abs(sinceMs) > MAX_ABSENCE_MS) {
      // An instant that lies ahead was noted by a clock that was wrong, and says nothing either.
      await recover({ kind: "absence", stream, sinceMs: seenAtMs });
    }
    await checkpoints.touch(stream, epoch, nowMs);
    owners.set(stream, { epoch, seenAtMs: nowMs });
    return epoch;
  }

  async function listShards(stream: string): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let after: string | null = null;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer: Awaited<ReturnType<StreamClient["describe"]>> = await client.describe(
        stream,
        after,
      );
      shards.push(...answer.shards);
      if (answer.next === null) return shards;
      after = answer.next;
    }
    throw new RangeError(`the listing of ${stream} has no end`);
  }

  async function recover(gap: StreamGap): Promise<void> {
    deps.observe({ type: "gap", gap });
    await deps.recover(gap);
  }

  return {
    readable,
    claim: ({ stream, shard, epoch }) => checkpoints.claim(stream, shard, epoch),
  };
}
