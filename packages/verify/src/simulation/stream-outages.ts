/** Faults of the stream during a simulation. */
import type { SimulatedSystem } from "./simulated-system.ts";
import type { TickSchedule } from "./tick-schedule.ts";
import type { World } from "./world.ts";

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
  world: World,
  system: SimulatedSystem,
  { tick }: TickSchedule,
): StreamOutages {
  const { stream } = system.database;

  function reshard(): void {
    const shard = world.pick(stream.openShards());
    if (shard !== undefined) stream.close(shard, world.chance(0.7) ? 2 : 1);
  }

  return {
    reshard,
    async outage() {
      system.suspendStream();
      tick();
      await world.advance(world.between(5_000, 30_000));
      reshard();
      tick();
      await world.advance(20 * HOUR_MS + world.between(1, 8 * HOUR_MS));
      tick();
      await world.advance(world.between(1_000, 10_000));
      stream.dropOlderThan(world.nowMs() - DAY_MS + 4 * HOUR_MS);
      system.resumeStream();
    },
    async recreateStream() {
      stream.disable();
      tick();
      await world.advance(world.between(0, 5_000));
      stream.enable();
    },
  };
}
