import { backoffMs } from "./backoff.ts";
import { FencedError } from "./checkpoint.ts";
import type { StreamConsumerEvent } from "./consumer-event.ts";
import { deferred } from "./deferred.ts";
import { discovery } from "./discovery.ts";
import { type ShardReader, type ShardReaderDeps, shardReader } from "./shard-reader.ts";

export type StreamConsumerDeps = ShardReaderDeps &
  Readonly<{
    /** Resolves after the duration, or earlier when the signal aborts. */
    sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  }>;

export type StreamConsumerOptions = Readonly<{
  table: string;
  /** Names this worker in the checkpoints, for people. */
  owner: string;
  /** Records in one delivery and in one read, at most 1,000. */
  batchSize?: number;
  /** Pause between two looks at a stream that has nothing new. */
  idleMs?: number;
  /** How often to look for new shards while the known ones are open. */
  discoverMs?: number;
  /** How often a record may fail by itself before it is parked. */
  maxAttempts?: number;
  /** A record that fails and is older than this is parked at once. */
  maxRecordAgeMs?: number;
  /** Waits after failures double from `baseMs` to `maxMs`. */
  backoff?: { readonly baseMs: number; readonly maxMs: number };
}>;

/** `failed`: by a fault of its own, which a restart may get past. */
export type StreamConsumerEnd = "stopped" | "fenced" | "failed";
export type StreamConsumerState = "idle" | "running" | StreamConsumerEnd;

export type StreamConsumerSnapshot = Readonly<{
  state: StreamConsumerState;
  /** Age of the oldest record read and not handled; 0 when caught up. */
  iteratorAgeMs: number;
  /** Since the start of this consumer. */
  records: number;
  retries: number;
  parked: number;
  gaps: number;
  shards: readonly { readonly shard: string; readonly sequence: string | null }[];
  /** The newest failure, until something is read or handled again. */
  failure: string | null;
}>;

export type StreamConsumer = Readonly<{
  start: () => void;
  /** Lets the batch in hand and its checkpoint end, then stops. */
  stop: () => Promise<void>;
  /** Resolves when the consumer has ended: asked to, taken over by another worker, or failed. */
  ended: Promise<StreamConsumerEnd>;
  /** Looks now, without waiting for the next poll: something was just written. */
  wake: () => void;
  /** Resolves once everything written before the call has been read and handled, or parked.
   *  Rejects when the consumer ends first. */
  caughtUp: () => Promise<void>;
  snapshot: () => StreamConsumerSnapshot;
}>;

const DEFAULTS = {
  batchSize: 100,
  idleMs: 1_000,
  discoverMs: 30_000,
  maxAttempts: 8,
  maxRecordAgeMs: 23 * 3_600_000,
  backoff: { baseMs: 100, maxMs: 10_000 },
} as const satisfies Partial<StreamConsumerOptions>;

type Waiter = {
  readonly sincePass: number;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
};

/** One worker that follows a table's stream: delivers each change to the handler at least once,
 *  those of one item in order, and keeps its place in a checkpoint per shard. */
export function streamConsumer(
  deps: StreamConsumerDeps,
  chosen: StreamConsumerOptions,
): StreamConsumer {
  const options = { ...DEFAULTS, ...chosen };
  const counts = { records: 0, retries: 0, parked: 0, gaps: 0 };
  const observe = (event: StreamConsumerEvent): void => {
    count(counts, event);
    if (event.type === "failed") failure = event.reason;
    try {
      deps.observe(event);
    } catch (error) {
      // Metrics that fail must not hold up what they measure.
      failure = `observing: ${messageOf(error)}`;
    }
  };
  const watched = { ...deps, observe };
  const shards = discovery(watched, options);
  const readers = new Map<string, ShardReader>();
  const alarm = alarmClock(deps.sleep);
  let waiters: Waiter[] = [];
  let state: StreamConsumerState = "idle";
  const request = { stop: false };
  const ending = deferred<StreamConsumerEnd>();
  let failure: string | null = null;
  let passes = 0;
  let discoveredAtMs: number | null = null;
  let discoveryFailures = 0;
  let discoverNotBeforeMs = 0;

  async function run(): Promise<void> {
    try {
      while (!request.stop) {
        const { progressed, idle, untilMs } = await pass();
        if (progressed || idle) failure = null;
        if (idle) settleWaiters();
        if (!progressed && !request.stop) await alarm.wait(untilMs);
      }
      finish("stopped");
    } catch (error) {
      finish(error instanceof FencedError ? "fenced" : "failed");
      observe({ type: "ended", reason: messageOf(error) });
    }
  }

  /** Looks for shards when it is time to, and steps each reader once. Throws `FencedError` alone.
   *  `idle`: every shard that can be read had nothing. */
  async function pass(): Promise<{ progressed: boolean; idle: boolean; untilMs: number }> {
    passes += 1;
    let progressed = false;
    let idle = true;
    let untilMs: number = options.idleMs;
    const wait = (durationMs: number): void => {
      idle = false;
      untilMs = Math.max(1, Math.min(untilMs, durationMs));
    };
    if (discoveryIsDue()) {
      await discover();
      if (discoveryFailures > 0) wait(discoverNotBeforeMs - deps.systemNow());
    } else if (discoveredAtMs === null) {
      wait(discoverNotBeforeMs - deps.systemNow());
    }
    for (const [key, reader] of readers) {
      if (request.stop) break;
      const outcome = await reader.step();
      switch (outcome.kind) {
        case "progressed":
          progressed = true;
          idle = false;
          break;
        case "waiting":
          wait(outcome.untilMs - deps.systemNow());
          break;
        case "empty":
          break;
        case "finished":
          observe({ type: "shard-finished", stream: reader.stream, shard: reader.shard });
          readers.delete(key);
          discoveredAtMs = null;
          progressed = true;
          idle = false;
          break;
        case "vanished":
          readers.delete(key);
          postponeDiscovery(`${reader.shard} is gone`);
          wait(discoverNotBeforeMs - deps.systemNow());
          break;
      }
    }
    return { progressed, idle: idle && !request.stop, untilMs };
  }

  function discoveryIsDue(): boolean {
    const nowMs = deps.systemNow();
    // A wait longer than any we impose means that the clock was set back.
    const postponed = discoverNotBeforeMs - nowMs;
    if (postponed > 0 && postponed <= options.backoff.maxMs) return false;
    if (discoveredAtMs === null || readers.size === 0) return true;
    return nowMs < discoveredAtMs || nowMs - discoveredAtMs >= options.discoverMs;
  }

  async function discover(): Promise<void> {
    try {
      for (const found of await shards.readable()) {
        const key = `${found.stream} ${found.shard}`;
        if (readers.has(key)) continue;
        const checkpoint = await shards.claim(found);
        const { stream, shard, epoch } = found;
        readers.set(key, shardReader(watched, { stream, epoch, checkpoint }, options));
        observe({ type: "shard-opened", stream, shard });
      }
      discoveredAtMs = deps.systemNow();
      discoveryFailures = 0;
    } catch (error) {
      if (error instanceof FencedError) throw error;
      postponeDiscovery(messageOf(error));
    }
  }

  function postponeDiscovery(reason: string): void {
    observe({ type: "failed", stream: options.table, shard: null, reason });
    discoveredAtMs = null;
    discoveryFailures += 1;
    discoverNotBeforeMs =
      deps.systemNow() + backoffMs(discoveryFailures, options.backoff, deps.random);
  }

  /** Those who asked before this pass began have what they asked for. */
  function settleWaiters(): void {
    const settled = waiters.filter(({ sincePass }) => sincePass < passes);
    waiters = waiters.filter(({ sincePass }) => sincePass >= passes);
    for (const { resolve } of settled) resolve();
  }

  function finish(how: StreamConsumerEnd): void {
    state = how;
    for (const { reject } of waiters) reject(new Error(`the stream consumer was ${how}`));
    waiters = [];
    ending.resolve(how);
  }

  return {
    start() {
      if (state !== "idle") throw new Error("a stream consumer starts once");
      state = "running";
      void run();
    },
    async stop() {
      request.stop = true;
      if (state === "idle") finish("stopped");
      alarm.ring();
      await ending.promise;
    },
    ended: ending.promise,
    wake: alarm.ring,
    caughtUp() {
      if (state !== "idle" && state !== "running") {
        return Promise.reject(new Error(`the stream consumer was ${state}`));
      }
      const settled = new Promise<void>((resolve, reject) => {
        waiters.push({ sincePass: passes, resolve, reject });
      });
      alarm.ring();
      return settled;
    },
    snapshot: () => ({
      state,
      ...counts,
      failure,
      iteratorAgeMs: Math.max(0, ...[...readers.values()].map((reader) => reader.ageMs())),
      shards: [...readers.values()].map((reader) => ({
        shard: reader.shard,
        sequence: reader.position(),
      })),
    }),
  };
}

/** A sleep that can be cut short, also before it begins. */
function alarmClock(sleep: StreamConsumerDeps["sleep"]): {
  wait: (durationMs: number) => Promise<void>;
  ring: () => void;
} {
  let bell = new AbortController();
  return {
    async wait(durationMs) {
      if (!bell.signal.aborted) await sleep(durationMs, bell.signal);
      bell = new AbortController();
    },
    ring: () => bell.abort(),
  };
}

function count(
  counts: { records: number; retries: number; parked: number; gaps: number },
  event: StreamConsumerEvent,
): void {
  if (event.type === "handled") counts.records += event.records;
  else if (event.type === "retry") counts.retries += 1;
  else if (event.type === "parked") counts.parked += 1;
  else if (event.type === "gap") counts.gaps += 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
