import type { Checkpoint, CheckpointStore } from "./checkpoint.ts";
import type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
import { planShards } from "./lineage.ts";
import { type Shard, type StreamClient, StreamError } from "./stream-client.ts";

export type DiscoveryDeps = Readonly<{
  client: StreamClient;
  checkpoints: CheckpointStore;
  recover: (gap: StreamGap) => Promise<void>;
  observe: (event: StreamConsumerEvent) => void;
  systemNow: () => number;
}>;

type ReadableShard = Readonly<{ stream: string; shard: string; epoch: number }>;

type Ownership = Readonly<{ epoch: number; seenAtMs: number | null }>;

export type Discovery = Readonly<{
  /** The shards that may be read now. Rejects when the shards could not be listed, or when a
   *  listing must be confirmed by a second one. */
  readable: () => Promise<readonly ReadableShard[]>;
  /** Takes a shard for this worker. Rejects with `FencedError`. */
  claim: (shard: ReadableShard) => Promise<Checkpoint>;
}>;

/** The stream keeps records for 24 hours. A worker that did not run for longer than this cannot
 *  know from its checkpoints that nothing is missing: a shard that was never read has no
 *  checkpoint that shows where it began. */
export const MAX_ABSENCE_MS = 20 * 3_600_000;

const TOUCH_EVERY_MS = 60_000;

/** Maximum pages of one listing: a bound against a service that never ends it. */
const MAX_PAGES = 10_000;

/** Finds the shards of a table's streams, and the gaps between what was read and what is kept. */
export function discovery(
  deps: DiscoveryDeps,
  { table, owner }: { readonly table: string; readonly owner: string },
): Discovery {
  const { client, checkpoints } = deps;
  const own = ownership(deps, owner);
  /** Shards that the last listing of a stream left out before they were read to their end. */
  const omitted = new Map<string, readonly string[]>();

  /** Which shards of one stream may be read, after its gaps were recovered. */
  async function inspect(stream: string): Promise<readonly ReadableShard[]> {
    const epoch = await own(stream);
    const shards = await listShards(client, stream);
    const { checkpoints: known, damaged } = await checkpoints.list(stream);
    for (const shard of damaged) {
      await recover(deps, { kind: "damaged-checkpoint", stream, shard });
      await checkpoints.remove(stream, shard, epoch);
    }
    const plan = planShards(shards, known);
    confirm(stream, plan.lost);
    if (plan.lost.length > 0) {
      await recover(deps, { kind: "trimmed-shards", stream, shards: plan.lost });
      for (const shard of plan.lost) await checkpoints.remove(stream, shard, epoch);
    }
    for (const shard of plan.obsolete) await checkpoints.remove(stream, shard, epoch);
    return plan.readable.map(({ id }) => ({ stream, shard: id, epoch }));
  }

  /** Throws unless the listing before this one left the same shards out too: DescribeStream is
   *  eventually consistent and may omit a shard that still has records. */
  function confirm(stream: string, lost: readonly string[]): void {
    const before = omitted.get(stream) ?? [];
    omitted.set(stream, lost);
    const unconfirmed = lost.filter((shard) => !before.includes(shard));
    if (unconfirmed.length === 0) return;
    throw new StreamError(
      "unavailable",
      `the listing omits ${unconfirmed.join(", ")}, not read to the end: listing again`,
    );
  }

  return {
    // A stream that was disabled and enabled again has a successor. The old one is read to its end
    // first, because its records are older.
    async readable() {
      for (const stream of await client.listStreams(table)) {
        const shards = await inspect(stream);
        if (shards.length > 0) return shards;
      }
      return [];
    },
    claim: ({ stream, shard, epoch }) => checkpoints.claim(stream, shard, epoch),
  };
}

/** The epoch under which this worker owns a stream. Takes the stream over at the first call, and
 *  recovers the gap since the last worker was active. */
function ownership(deps: DiscoveryDeps, owner: string): (stream: string) => Promise<number> {
  const { checkpoints } = deps;
  const owners = new Map<string, Ownership>();
  return async (stream) => {
    // Once: a second `acquire` would take the stream back from the worker that replaced this one.
    const owned = owners.get(stream) ?? (await checkpoints.acquire(stream, owner));
    owners.set(stream, owned);
    const { epoch, seenAtMs } = owned;
    const nowMs = deps.systemNow();
    const sinceMs = seenAtMs === null ? Number.POSITIVE_INFINITY : nowMs - seenAtMs;
    if (sinceMs >= 0 && sinceMs < TOUCH_EVERY_MS) return epoch;
    if (seenAtMs === null) {
      await recover(deps, { kind: "new-stream", stream });
    } else if (Math.abs(sinceMs) > MAX_ABSENCE_MS) {
      // An instant far in the future was written by a wrong clock and proves nothing either.
      await recover(deps, { kind: "absence", stream, sinceMs: seenAtMs });
    }
    await checkpoints.touch(stream, epoch, nowMs);
    owners.set(stream, { epoch, seenAtMs: nowMs });
    return epoch;
  };
}

async function recover(deps: DiscoveryDeps, gap: StreamGap): Promise<void> {
  deps.observe({ type: "gap", gap });
  await deps.recover(gap);
}

async function listShards(client: StreamClient, stream: string): Promise<readonly Shard[]> {
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
