import type { QueueStatus, SystemStatus } from "@bellwether/core/api/status";
import type { ListRuns, MarketNow, OperationsPort } from "@bellwether/core/port";
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time/instant";
import { tickAfter, tickAtOrBefore } from "@bellwether/core/time/schedule";
import type { StreamConsumer } from "@bellwether/functions/stream/consumer";
import type { Queues } from "../queue/queue.ts";
import type { ChosenMarket } from "./market-choice.ts";
import { PARKED_QUEUE } from "./pipeline.ts";

export type StatusDeps = Readonly<{
  market: ChosenMarket;
  queues: Queues;
  stream: () => StreamConsumer | null;
  listRuns: ListRuns;
  marketNow: MarketNow;
  schedule: ScheduleState;
}>;

/** What the schedule is doing, told by the schedule. */
export type ScheduleState = {
  replaying: boolean;
  nextTick: Instant | null;
  /** When this data began: no tick before it can have been missed. */
  since: Instant;
};

const RUNS_SHOWN = 50;
/** A due tick without a run is missed after this long. */
const MISSED_AFTER_SECONDS = 300;
/** The projector is late when a record waits longer than this. */
const MAX_ITERATOR_AGE_MS = 60_000;

/** How this machine's Bellwether is. */
export function localOperations(deps: StatusDeps): OperationsPort {
  return {
    readStatus: () => readStatus(deps),
    async redrive(name) {
      const queue = deps.queues.all().find((one) => one.name === name);
      return queue === undefined ? null : queue.redrive();
    },
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
  const missed =
    market.replay === null
      ? missedTicks(
          runs.map(({ tick }) => tick),
          Math.max(schedule.since, asOf - DAY_SECONDS),
          asOf,
        )
      : [];
  const problems = [
    ...queues
      .filter(({ dead_letters }) => dead_letters > 0)
      .map(({ name, dead_letters }) => `${name} has ${count(dead_letters, "dead letter")}`),
    ...(snapshot?.failure === null || snapshot === undefined
      ? []
      : [`the projector is retrying: ${snapshot.failure}`]),
    ...((stream.iterator_age_ms ?? 0) > MAX_ITERATOR_AGE_MS
      ? [`the projector is ${Math.round((stream.iterator_age_ms ?? 0) / 1_000)} seconds behind`]
      : []),
    ...(missed.length > 0 ? [`${count(missed.length, "run")} missed within a day`] : []),
  ];
  return {
    as_of: asOf,
    market: {
      name: market.name,
      simulated: market.simulated,
      replaying: schedule.replaying,
      clock: asOf,
    },
    paused: false,
    next_tick: schedule.nextTick,
    missed_runs: missed.map((tick) => ({ tick })),
    runs,
    stream,
    queues,
    problems,
  };
}

/** The due ticks after `since` without a run, newest first; the last five minutes may still come. */
export function missedTicks(ran: readonly Instant[], since: Instant, asOf: Instant): Instant[] {
  const known = new Set(ran);
  const missed: Instant[] = [];
  const newest = tickAtOrBefore(asOf - MISSED_AFTER_SECONDS);
  for (let tick = newest; tick >= tickAfter(since); tick -= HALF_HOUR_SECONDS) {
    if (!known.has(tick)) missed.push(tick);
  }
  return missed;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
