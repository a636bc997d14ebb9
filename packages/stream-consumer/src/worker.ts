import { FencedError } from "./checkpoint.ts";
import type { StreamConsumerEvent } from "./consumer-event.ts";
import type {
  StreamConsumer,
  StreamConsumerDeps,
  StreamConsumerEnd,
  StreamConsumerSnapshot,
  StreamConsumerState,
} from "./consumer-interface.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { discovery } from "./discovery.ts";
import { messageOf } from "./error-text.ts";
import type { ShardReader } from "./shard-reader.ts";
import { ShardSet, type ShardSetOptions } from "./shard-set.ts";
import { WakeableSleep } from "./wakeable-sleep.ts";

export type WorkerOptions = ShardSetOptions & Readonly<{ owner: string; idleMs: number }>;

type Waiter = Deferred<void> & Readonly<{ sincePass: number }>;

/** What one look at every shard came to. `idle`: each shard that may be read had nothing new. */
type Pass = { progressed: boolean; idle: boolean; waitMs: number };

/** Steps the readers of all shards in turn until it is stopped. */
export class Worker implements StreamConsumer {
  readonly #deps: StreamConsumerDeps;
  readonly #options: WorkerOptions;
  readonly #shards: ShardSet;
  readonly #pause: WakeableSleep;
  readonly #end = deferred<StreamConsumerEnd>();
  readonly #counts = { records: 0, retries: 0, parked: 0, gaps: 0 };
  #waiters: Waiter[] = [];
  #state: StreamConsumerState = "idle";
  #failure: string | null = null;
  #stopRequested = false;
  #passes = 0;

  constructor(deps: StreamConsumerDeps, options: WorkerOptions) {
    const observed = { ...deps, observe: this.#observe };
    this.#deps = deps;
    this.#options = options;
    this.#shards = new ShardSet(observed, discovery(observed, options), options);
    this.#pause = new WakeableSleep(deps.sleep);
  }

  get ended(): Promise<StreamConsumerEnd> {
    return this.#end.promise;
  }

  readonly start = (): void => {
    if (this.#state !== "idle") throw new Error("a stream consumer starts once");
    this.#state = "running";
    void this.#run();
  };

  readonly stop = async (): Promise<void> => {
    this.#stopRequested = true;
    if (this.#state === "idle") this.#finish("stopped");
    this.#pause.wake();
    await this.ended;
  };

  readonly wake = (): void => this.#pause.wake();

  readonly caughtUp = (): Promise<void> => {
    if (this.#state !== "idle" && this.#state !== "running") {
      return Promise.reject(new Error(`the stream consumer was ${this.#state}`));
    }
    const waiter = { ...deferred<void>(), sincePass: this.#passes };
    this.#waiters.push(waiter);
    this.#pause.wake();
    return waiter.promise;
  };

  readonly snapshot = (): StreamConsumerSnapshot => {
    const { readers } = this.#shards;
    return {
      state: this.#state,
      ...this.#counts,
      failure: this.#failure,
      iteratorAgeMs: Math.max(0, ...readers.map(({ ageMs }) => ageMs)),
      shards: readers.map(({ shard, position }) => ({ shard, sequence: position })),
    };
  };

  async #run(): Promise<void> {
    try {
      while (!this.#stopRequested) {
        const { progressed, idle, waitMs } = await this.#pass();
        if (progressed || idle) this.#failure = null;
        if (idle) this.#resolveWaiters();
        if (!progressed && !this.#stopRequested) await this.#pause.sleep(waitMs);
      }
      this.#finish("stopped");
    } catch (error) {
      this.#finish(error instanceof FencedError ? "fenced" : "failed");
      this.#observe({ type: "ended", reason: messageOf(error) });
    }
  }

  /** Steps each reader once. Rejects with `FencedError` only. */
  async #pass(): Promise<Pass> {
    this.#passes += 1;
    const pass: Pass = { progressed: false, idle: true, waitMs: this.#options.idleMs };
    const refreshInMs = await this.#shards.refresh();
    if (refreshInMs !== null) waitIn(pass, refreshInMs);
    for (const reader of this.#shards.readers) {
      if (this.#stopRequested) break;
      await this.#step(reader, pass);
    }
    if (this.#stopRequested) pass.idle = false;
    return pass;
  }

  async #step(reader: ShardReader, pass: Pass): Promise<void> {
    const outcome = await reader.step();
    switch (outcome.kind) {
      case "progressed":
        pass.progressed = true;
        pass.idle = false;
        break;
      case "waiting":
        waitIn(pass, outcome.untilMs - this.#deps.systemNow());
        break;
      case "empty":
        break;
      case "finished":
        this.#observe({
          type: "shard-finished",
          stream: reader.stream,
          shard: reader.shard,
        });
        this.#shards.finished(reader);
        pass.progressed = true;
        pass.idle = false;
        break;
      case "vanished":
        waitIn(pass, this.#shards.vanished(reader));
        break;
    }
  }

  readonly #observe = (event: StreamConsumerEvent): void => {
    if (event.type === "handled") this.#counts.records += event.records;
    else if (event.type === "retry") this.#counts.retries += 1;
    else if (event.type === "parked") this.#counts.parked += 1;
    else if (event.type === "gap") this.#counts.gaps += 1;
    else if (event.type === "failed") this.#failure = event.reason;
    try {
      this.#deps.observe(event);
    } catch (error) {
      // Failing metrics must not stop what they measure.
      this.#failure = `observing: ${messageOf(error)}`;
    }
  };

  /** Resolves the waiters that asked before this pass began. */
  #resolveWaiters(): void {
    const ready = this.#waiters.filter(({ sincePass }) => sincePass < this.#passes);
    this.#waiters = this.#waiters.filter(({ sincePass }) => sincePass >= this.#passes);
    for (const { resolve } of ready) resolve();
  }

  #finish(how: StreamConsumerEnd): void {
    this.#state = how;
    for (const { reject } of this.#waiters) reject(new Error(`the stream consumer was ${how}`));
    this.#waiters = [];
    this.#end.resolve(how);
  }
}

function waitIn(pass: Pass, durationMs: number): void {
  pass.idle = false;
  pass.waitMs = Math.max(1, Math.min(pass.waitMs, durationMs));
}
