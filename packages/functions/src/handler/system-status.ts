import {
  type ChannelStatus,
  problemsOf,
  type QueueStatus,
  type ReadStatus,
  type SystemStatus,
} from "@bellwether/core/api";
import type { ChannelRecords } from "@bellwether/core/channel";
import type { Log } from "@bellwether/core/log";
import {
  type AuditStore,
  auditSentences,
  type ListRuns,
  type ReadPause,
} from "@bellwether/core/run";
import type { Instant, MarketNow } from "@bellwether/core/time";

export type SystemStatusDeps = Readonly<{
  market: Pick<SystemStatus["market"], "name" | "simulated" | "session">;
  listRuns: ListRuns;
  readPause: ReadPause;
  readAudit: AuditStore["read"];
  readQueues: () => Promise<readonly QueueStatus[]>;
  readProjector: () => Promise<ProjectorStatus>;
  /** The channels of this deployment, with the consumer that has their queue. */
  announcing: readonly { readonly name: string; readonly consumer: string }[];
  readChannel: ChannelRecords["read"];
  /** Due ticks without a run, newest first. */
  findMissedRuns: () => Promise<readonly Instant[]>;
  /** Whether a replay is catching up, and the next tick; null when none will come. */
  schedule: (asOf: Instant) => Readonly<{
    replaying: boolean;
    /** In runs. Null without a replay. */
    progress: SystemStatus["market"]["replay_progress"];
    nextTick: Instant | null;
  }>;
  marketNow: MarketNow;
  log: Log;
}>;

type ProjectorStatus = Readonly<{
  /** Milliseconds that the projector is behind; null when that is not known. */
  iteratorAgeMs: number | null;
  /** Why it retries; null if it does not. */
  failure: string | null;
}>;

/** The queue whose dead letters are the stream records that the projector parked. */
export const PARKED_QUEUE = "project";

const RUNS_SHOWN = 50;

/** The status of the system, on AWS and on one machine. Rejects with `StoreError`. */
export const systemStatus =
  (deps: SystemStatusDeps): ReadStatus =>
  async () => {
    const asOf = deps.marketNow();
    const [stored, { paused }, queues, projector, missed, audit] = await Promise.all([
      deps.listRuns({ limit: RUNS_SHOWN, asOf }),
      deps.readPause(),
      deps.readQueues(),
      projectorStatus(deps),
      deps.findMissedRuns(),
      deps.readAudit(),
    ]);
    // Only the fields of the status: the port of a market is not part of it.
    const { name, simulated, session } = deps.market;
    const { replaying, progress: replay_progress, nextTick } = deps.schedule(asOf);
    const parked = queues.find((queue) => queue.name === PARKED_QUEUE)?.dead_letters ?? 0;
    const runs = stored.flatMap((run) => (run.kind === "valid" ? [run.value] : []));
    const stream = { iterator_age_ms: projector.iteratorAgeMs, parked };
    return {
      as_of: asOf,
      market: { name, simulated, session, replaying, replay_progress, clock: asOf },
      paused,
      next_tick: paused ? null : nextTick,
      missed_runs: missed.map((tick) => ({ tick })),
      runs,
      stream,
      queues: [...queues],
      channels: await Promise.all(deps.announcing.map((one) => channelStatus(deps, one, queues))),
      problems: [
        ...problemsOf({ queues, stream, missed, runs }),
        ...auditSentences(audit),
        ...(projector.failure === null ? [] : [`the projector is retrying: ${projector.failure}`]),
      ],
    };
  };

async function channelStatus(
  { readChannel }: SystemStatusDeps,
  { name, consumer }: SystemStatusDeps["announcing"][number],
  queues: readonly QueueStatus[],
): Promise<ChannelStatus> {
  const queue = queues.find((one) => one.name === consumer);
  const { visible = 0, in_flight: inFlight = 0, delayed = 0 } = queue ?? {};
  return {
    name,
    ...(await readChannel(name)),
    waiting: visible + inFlight + delayed,
    dead_letters: queue?.dead_letters ?? 0,
  };
}

/** Without the projector's figures the rest of the status is still useful: on AWS an alarm reports a
 *  projector that is late. */
async function projectorStatus({ readProjector, log }: SystemStatusDeps): Promise<ProjectorStatus> {
  try {
    return await readProjector();
  } catch (error) {
    log.warn("the projector's lag could not be read", { error });
    return { iteratorAgeMs: null, failure: null };
  }
}
