/** Faults of the stream during a simulation. */

import type { EventLoop } from "./event-loop.ts";
import type { SimulatedSystem } from "./simulated-system.ts";
import type { TickSchedule } from "./tick-schedule.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type StreamOutages = Readonly<{
  /** Closes a shard and opens one or two children. */
  reshard: () => void;
  /** A day without a stream worker: records are trimmed before they are read. */
  outage: () => Promise<void>;
  /** The stream is disabled and enabled again; writes in between are never published. */
  recreateStream: () => Promise<void>;
}>;

export function createStreamOutages(
  loop: EventLoop,
  system: SimulatedSystem,
  { tick }: TickSchedule,
): StreamOutages {
  const { stream } = system.database;

  function reshard(): void {
    const shard = loop.pick(stream.openShards());
    if (shard !== undefined) stream.close(shard, loop.chance(0.7) ? 2 : 1);
  }

  return {
    reshard,
    async outage() {
      system.suspendStream();
      tick();
      await loop.advance(loop.between(5_000, 30_000));
      reshard();
      tick();
      await loop.advance(20 * HOUR_MS + loop.between(1, 8 * HOUR_MS));
      tick();
      await loop.advance(loop.between(1_000, 10_000));
      stream.dropOlderThan(loop.nowMs() - DAY_MS + 4 * HOUR_MS);
      system.resumeStream();
    },
    async recreateStream() {
      stream.disable();
      tick();
      await loop.advance(loop.between(0, 5_000));
      stream.enable();
    },
  };
}
