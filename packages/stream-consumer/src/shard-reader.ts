import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { backoffMs } from "./backoff.ts";
import { type Checkpoint, type CheckpointStore, FencedError } from "./checkpoint.ts";
import type { StreamConsumerEvent, StreamGap } from "./consumer-event.ts";
import {
  ageMs,
  type DeliveryState,
  FRESH,
  type NextDelivery,
  nextDelivery,
  type RetryLimits,
  sequenceOf,
  type Verdict,
  verdictOf,
} from "./delivery.ts";
import { messageOf } from "./error-text.ts";
import { PageReader } from "./page-reader.ts";
import { type StreamClient, StreamError, type StreamRecord } from "./stream-client.ts";

/** A handler as Lambda calls it. It may return the records that failed; the lowest of them is
 *  delivered again, with everything after it. A rejected promise fails the whole batch. */
export type StreamHandler = (
  event: DynamoDBStreamEvent,
  // biome-ignore lint/suspicious/noConfusingVoidType: the type of a handler without a return value.
) => Promise<DynamoDBBatchResponse | void>;

export type ShardReaderDeps = Readonly<{
  client: StreamClient;
  checkpoints: CheckpointStore;
  handler: StreamHandler;
  /** Keeps records that no retry could handle, bodies included, before their shard continues. */
  park: (records: readonly StreamRecord[], reason: string) => Promise<void>;
  /** Restores what a gap may have lost. Awaited before anything after the gap is read, and called
   *  again when it fails or the process ends first. */
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

/** Reads one shard from its checkpoint on. One page is held at a time, and the next one is read
 *  after it was handled: a slow handler slows the reading. */
export class ShardReader {
  readonly stream: string;
  readonly shard: string;
  readonly #deps: ShardReaderDeps;
  readonly #options: ShardReaderOptions;
  readonly #epoch: number;
  readonly #pages: PageReader;
  #position: string | null;
  #saved: string | null;
  #pending: readonly StreamRecord[] = [];
  #exhausted = false;
  #delivery: DeliveryState = FRESH;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(
    deps: ShardReaderDeps,
    source: Readonly<{ stream: string; epoch: number; checkpoint: Checkpoint }>,
    options: ShardReaderOptions,
  ) {
    const { stream, epoch, checkpoint } = source;
    this.stream = stream;
    this.shard = checkpoint.shard;
    this.#deps = deps;
    this.#options = options;
    this.#epoch = epoch;
    this.#position = checkpoint.sequence;
    this.#saved = checkpoint.sequence;
    const fromHorizon = checkpoint.sequence === null;
    this.#pages = new PageReader(deps, { stream, shard: checkpoint.shard, fromHorizon });
  }

  /** Sequence number of the last record handled. */
  get position(): string | null {
    return this.#position;
  }

  /** Age of the oldest record read and not handled, milliseconds; 0 without one. */
  get ageMs(): number {
    const [oldest] = this.#pending;
    return oldest === undefined ? 0 : ageMs(oldest, this.#deps.systemNow());
  }

  /** Reads or delivers once, and writes the checkpoint. Rejects with `FencedError` only. */
  async step(): Promise<StepOutcome> {
    const nowMs = this.#deps.systemNow();
    // A wait longer than the longest backoff means that the clock was set back.
    if (nowMs < this.#notBeforeMs && this.#notBeforeMs - nowMs <= this.#options.backoff.maxMs) {
      return { kind: "waiting", untilMs: this.#notBeforeMs };
    }
    try {
      const outcome = await this.#advance();
      if (outcome.kind !== "waiting") this.#failures = 0;
      return outcome;
    } catch (error) {
      if (error instanceof FencedError) throw error;
      return await this.#recoverFrom(error);
    }
  }

  async #advance(): Promise<StepOutcome> {
    if (this.#saved !== this.#position) await this.#save(false);
    if (this.#pending.length === 0) {
      if (this.#exhausted) {
        await this.#save(true);
        return { kind: "finished" };
      }
      const page = await this.#pages.read(this.#position, this.#options.batchSize);
      this.#pending = page.records;
      this.#exhausted = page.exhausted;
      if (page.records.length === 0) {
        return { kind: page.exhausted || page.more ? "progressed" : "empty" };
      }
    }
    return await this.#deliver();
  }

  async #deliver(): Promise<StepOutcome> {
    const { maxAttempts, batchSize } = this.#options;
    const batch = this.#pending.slice(0, this.#delivery.window ?? batchSize);
    const startedMs = this.#deps.systemNow();
    const verdict = await this.#invoke(batch);
    const nowMs = this.#deps.systemNow();
    const next = nextDelivery(batch, verdict, this.#delivery, { ...this.#options, nowMs });
    this.#report(batch, verdict, next, nowMs - startedMs);
    this.#markHandled(next.handled);
    if (next.park && verdict.kind === "failed") {
      // If parking fails, the record stays alone at the head, without attempts left.
      this.#delivery = { window: 1, attempts: maxAttempts };
      await this.#parkHead(verdict.reason);
    }
    this.#delivery = next.state;
    if (this.#saved !== this.#position) await this.#save(false);
    return next.delay ? this.#wait() : { kind: "progressed" };
  }

  async #invoke(batch: readonly StreamRecord[]): Promise<Verdict> {
    try {
      return verdictOf(batch, await this.#deps.handler({ Records: [...batch] }));
    } catch (error) {
      return { kind: "failed", index: 0, named: false, reason: messageOf(error) };
    }
  }

  async #parkHead(reason: string): Promise<void> {
    const { stream, shard } = this;
    const [head] = this.#pending;
    if (head === undefined) return;
    await this.#deps.park([head], reason);
    this.#deps.observe({ type: "parked", stream, shard, sequence: sequenceOf(head), reason });
    this.#markHandled(1);
  }

  #markHandled(count: number): void {
    const last = this.#pending[count - 1];
    if (last === undefined) return;
    this.#position = sequenceOf(last);
    this.#pages.resume();
    this.#pending = this.#pending.slice(count);
  }

  async #save(finished: boolean): Promise<void> {
    const sequence = this.#position;
    const checkpoint = { shard: this.shard, sequence, finished };
    await this.#deps.checkpoints.save(this.stream, checkpoint, this.#epoch);
    this.#saved = sequence;
  }

  async #recoverFrom(error: unknown): Promise<StepOutcome> {
    const { stream, shard } = this;
    const { observe, recover } = this.#deps;
    const code = error instanceof StreamError ? error.code : null;
    if (code === "not-found") return { kind: "vanished" };
    observe({ type: "failed", stream, shard, reason: messageOf(error) });
    if (code !== "trimmed" && code !== "unknown-position") return this.#wait();
    const kind = code === "trimmed" ? "trimmed-records" : "unknown-position";
    const gap: StreamGap = { kind, stream, shard, after: this.#position };
    observe({ type: "gap", gap });
    try {
      await recover(gap);
      this.#pages.restart();
    } catch (recovering) {
      observe({ type: "failed", stream, shard, reason: messageOf(recovering) });
    }
    return this.#wait();
  }

  #wait(): StepOutcome {
    this.#failures += 1;
    const { systemNow, random } = this.#deps;
    this.#notBeforeMs = systemNow() + backoffMs(this.#failures, this.#options.backoff, random);
    return { kind: "waiting", untilMs: this.#notBeforeMs };
  }

  #report(
    batch: readonly StreamRecord[],
    verdict: Verdict,
    next: NextDelivery,
    durationMs: number,
  ): void {
    const { stream, shard } = this;
    const { observe, systemNow } = this.#deps;
    const newest = batch[next.handled - 1];
    if (newest !== undefined) {
      const iteratorAgeMs = ageMs(newest, systemNow());
      const records = next.handled;
      observe({ type: "handled", stream, shard, records, durationMs, iteratorAgeMs });
    }
    if (verdict.kind === "failed" && !next.park) {
      const { attempts } = next.state;
      observe({ type: "retry", stream, shard, attempts, reason: verdict.reason });
    }
  }
}
