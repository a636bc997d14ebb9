import {
  type OperationsPort,
  problemsOf,
  type QueueStatus,
  type SystemStatus,
} from "@bellwether/core/api";
import type { ListRuns, ReadPause } from "@bellwether/core/signal";
import type { Instant, MarketNow } from "@bellwether/core/time";
import { findMissedRuns } from "@bellwether/functions/handler";
import type { StreamConsumer } from "@bellwether/stream-consumer";
import type { Queues } from "../queue/queue.ts";
import type { ChosenMarket } from "./market-choice.ts";
import { PARKED_QUEUE } from "./pipeline.ts";

export type StatusDeps = Readonly<{
  market: ChosenMarket;
  queues: Queues;
  stream: () => StreamConsumer | null;
  listRuns: ListRuns;
  readPause: ReadPause;
  startRun: OperationsPort["startRun"];
  marketNow: MarketNow;
  schedule: ScheduleState;
}>;

/** What the schedule is doing, told by the schedule. */
export type ScheduleState = {
  replaying: boolean;
  nextTick: Instant | null;
  /** When this process began: no tick before it counts as missed. */
  since: Instant;
};

const RUNS_SHOWN = 50;

/** How this machine's Bellwether is. */
export function localOperations(deps: StatusDeps): OperationsPort {
  const queueOf = (name: string) => deps.queues.all().find((one) => one.name === name);
  return {
    readStatus: () => readStatus(deps),
    startRun: deps.startRun,
    redrive: async (name) => (await queueOf(name)?.redrive()) ?? null,
    listDeadLetters: async (name, limit) =>
      queueOf(name)
        ?.deadLetters()
        .slice(0, limit)
        .map(({ id, body, reason }) => ({ id, body, reason: reason ?? null })) ?? null,
  };
}

async function readStatus(deps: StatusDeps): Promise<SystemStatus> {
  const { market, schedule } = deps;
  const asOf = deps.marketNow();
  const stored = await deps.listRuns({ limit: RUNS_SHOWN, asOf });
  const runs = stored.flatMap((run) => (run.kind === "valid" ? [run.value] : []));
  const queues: QueueStatus[] = deps.queues.all().map((queue) => queue.depth());
  const snapshot = deps.stream()?.snapshot();
  const stream = {
    iterator_age_ms: snapshot?.iteratorAgeMs ?? null,
    parked: queues.find(({ name }) => name === PARKED_QUEUE)?.dead_letters ?? 0,
  };
  const { paused } = await deps.readPause();
  const since = () => schedule.since;
  const missed = market.replay === null ? await findMissedRuns({ ...deps, since }) : [];
  const failure = snapshot?.failure ?? null;
  const problems = [
    ...problemsOf({ queues, stream, missed }),
    ...(failure === null ? [] : [`the projector is retrying: ${failure}`]),
  ];
  return {
    as_of: asOf,
    market: {
      name: market.name,
      simulated: market.simulated,
      replaying: schedule.replaying,
      clock: asOf,
    },
    paused,
    next_tick: paused ? null : schedule.nextTick,
    missed_runs: missed.map((tick) => ({ tick })),
    runs,
    stream,
    queues,
    problems,
  };
}
