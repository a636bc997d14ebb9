import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { backoffMs } from "./backoff.ts";
import { type Checkpoint, type CheckpointStore, FencedError } from "./checkpoint.ts";
import type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
import {
  ageMs,
  type Decision,
  decide,
  FRESH,
  type RetryLimits,
  sequenceOf,
  type Verdict,
  verdictOf,
} from "./delivery.ts";
import { MAX_ABSENCE_MS } from "./discovery.ts";
import { type StreamClient, StreamError, type StreamRecord } from "./stream-client.ts";

/** A handler as Lambda would call it. */
export type StreamHandler = (
  event: DynamoDBStreamEvent,
  // biome-ignore lint/suspicious/noConfusingVoidType: what a handler that answers nothing returns.
) => Promise<DynamoDBBatchResponse | void>;

export type ShardReaderDeps = Readonly<{
  client: StreamClient;
  checkpoints: CheckpointStore;
  handler: StreamHandler;
  /** Keeps records that no retry could handle, bodies included, before their shard goes on. */
  park: (records: readonly StreamRecord[], reason: string) => Promise<void>;
  /** Makes good what a gap may have lost. Awaited before anything behind the gap is read, and
   *  asked again after a crash. */
  recover: (gap: StreamGap) => Promise<void>;
  observe: (event: StreamConsumerEvent) => void;
  systemNow: () => number;
  random: () => number;
}>;

export type ShardReaderOptions = RetryLimits &
  Readonly<{ batchSize: number; backoff: { readonly baseMs: number; readonly maxMs: number } }>;

export type StepOutcome =
  /** There may be more at once. */
  | { readonly kind: "progressed" }
  /** Nothing new for now. */
  | { readonly kind: "empty" }
  | { readonly kind: "waiting"; readonly untilMs: number }
  /** Closed and handled to its end. */
  | { readonly kind: "finished" }
  /** The stream says that there is no such shard. */
  | { readonly kind: "vanished" };

export type ShardReader = Readonly<{
  stream: string;
  shard: string;
  /** Reads or delivers once, and checkpoints. Rejects with `FencedError` alone. */
  step: () => Promise<StepOutcome>;
  /** Age of the oldest record read and not handled; 0 when there is none. */
  ageMs: () => number;
  /** Sequence number of the last record handled. */
  position: () => string | null;
}>;

/** Reads one shard from its checkpoint on. One page is held at a time, and the next one is read
 *  when it has been handled: a slow handler slows the reading. */
export function shardReader(
  deps: ShardReaderDeps,
  source: Readonly<{ stream: string; epoch: number; checkpoint: Checkpoint }>,
  options: ShardReaderOptions,
): ShardReader {
  const { client, checkpoints, systemNow, observe } = deps;
  const { stream, epoch } = source;
  const { shard } = source.checkpoint;
  let position = source.checkpoint.sequence;
  let saved = position;
  /** After trimmed data: `position` is no place to go on from until something has been handled. */
  let fromHorizon = position === null;
  let iterator: string | null = null;
  let pending: readonly StreamRecord[] = [];
  let exhausted = false;
  let delivery = FRESH;
  let failures = 0;
  let notBeforeMs = 0;
  let lastReadMs = systemNow();

  async function step(): Promise<StepOutcome> {
    const nowMs = systemNow();
    // A wait longer than any we impose means that the clock was set back.
    if (nowMs < notBeforeMs && notBeforeMs - nowMs <= options.backoff.maxMs) {
      return { kind: "waiting", untilMs: notBeforeMs };
    }
    try {
      const outcome = await advance();
      if (outcome.kind !== "waiting") failures = 0;
      return outcome;
    } catch (error) {
      if (error instanceof FencedError) throw error;
      return await recoverFrom(error);
    }
  }

  async function advance(): Promise<StepOutcome> {
    if (saved !== position) await save(false);
    if (pending.length === 0) {
      if (exhausted) {
        await save(true);
        return { kind: "finished" };
      }
      await readPage();
      if (pending.length === 0) return { kind: exhausted ? "progressed" : "empty" };
    }
    return await deliver();
  }

  async function readPage(): Promise<void> {
    const nowMs = systemNow();
    const isBehind = fromHorizon && nowMs - lastReadMs > MAX_ABSENCE_MS;
    lastReadMs = nowMs;
    if (isBehind) throw new StreamError("trimmed", "nothing was read for too long");
    const start =
      fromHorizon || position === null
        ? ({ kind: "horizon" } as const)
        : ({ kind: "after", sequence: position } as const);
    const current = iterator ?? (await client.getIterator(stream, shard, start));
    // Used once, whatever comes of it: after a failure a new one is asked for.
    iterator = null;
    const page = await client.getRecords(current, options.batchSize);
    iterator = page.next;
    // The last answer of a closed shard may carry records: they are handled before it is finished.
    exhausted = page.next === null;
    // The service leaves it out of a read; Lambda puts it in.
    pending = page.records.map((record) => ({ ...record, eventSourceARN: stream }));
  }

  async function deliver(): Promise<StepOutcome> {
    const batch = pending.slice(0, delivery.window ?? options.batchSize);
    const startedMs = systemNow();
    const verdict = await invoke(batch);
    const nowMs = systemNow();
    const decision = decide(batch, verdict, delivery, { ...options, nowMs });
    report(batch, verdict, decision, nowMs - startedMs);
    settle(decision.settled);
    if (decision.park && verdict.kind === "failed") {
      // If parking fails, the record is alone at the head and has used up its attempts.
      delivery = { window: 1, attempts: options.maxAttempts };
      await parkHead(verdict.reason);
    }
    delivery = decision.state;
    if (saved !== position) await save(false);
    if (!decision.delay) return { kind: "progressed" };
    return wait();
  }

  async function invoke(batch: readonly StreamRecord[]): Promise<Verdict> {
    try {
      return verdictOf(batch, await deps.handler({ Records: [...batch] }));
    } catch (error) {
      return { kind: "failed", index: 0, named: false, reason: messageOf(error) };
    }
  }

  async function parkHead(reason: string): Promise<void> {
    const head = pending.slice(0, 1);
    await deps.park(head, reason);
    observe({ type: "parked", stream, shard, sequence: head.map(sequenceOf)[0] ?? "", reason });
    settle(1);
  }

  function settle(count: number): void {
    const last = pending[count - 1];
    if (last === undefined) return;
    position = sequenceOf(last);
    fromHorizon = false;
    pending = pending.slice(count);
  }

  async function save(finished: boolean): Promise<void> {
    const sequence = position;
    await checkpoints.save(stream, { shard, sequence, finished }, epoch);
    saved = sequence;
  }

  async function recoverFrom(error: unknown): Promise<StepOutcome> {
    const code = error instanceof StreamError ? error.code : null;
    if (code === "not-found") return { kind: "vanished" };
    observe({ type: "failed", stream, shard, reason: messageOf(error) });
    if (code !== "trimmed") return wait();
    const gap = { kind: "trimmed-records", stream, shard, after: position } as const;
    observe({ type: "gap", gap });
    try {
      await deps.recover(gap);
      fromHorizon = true;
    } catch (recovering) {
      observe({ type: "failed", stream, shard, reason: messageOf(recovering) });
    }
    return wait();
  }

  function wait(): StepOutcome {
    failures += 1;
    notBeforeMs = systemNow() + backoffMs(failures, options.backoff, deps.random);
    return { kind: "waiting", untilMs: notBeforeMs };
  }

  function report(
    batch: readonly StreamRecord[],
    verdict: Verdict,
    decision: Decision,
    durationMs: number,
  ): void {
    const newest = batch[decision.settled - 1];
    if (newest !== undefined) {
      const iteratorAgeMs = ageMs(newest, systemNow());
      const records = decision.settled;
      observe({ type: "handled", stream, shard, records, durationMs, iteratorAgeMs });
    }
    if (verdict.kind === "failed" && !decision.park) {
      const { attempts } = decision.state;
      observe({ type: "retry", stream, shard, attempts, reason: verdict.reason });
    }
  }

  return {
    stream,
    shard,
    step,
    ageMs: () => (pending[0] === undefined ? 0 : ageMs(pending[0], systemNow())),
    position: () => position,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
