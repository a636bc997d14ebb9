import { backoffMs } from "./backoff.ts";
import { FencedError } from "./checkpoint.ts";
import type { Discovery } from "./discovery.ts";
import { messageOf } from "./error-text.ts";
import { ShardReader, type ShardReaderDeps, type ShardReaderOptions } from "./shard-reader.ts";

export type ShardSetOptions = ShardReaderOptions & Readonly<{ table: string; discoverMs: number }>;

/** The readers of the shards that may be read now, and when to look for more. */
export class ShardSet {
  readonly #deps: ShardReaderDeps;
  readonly #discovery: Discovery;
  readonly #options: ShardSetOptions;
  readonly #readers = new Map<string, ShardReader>();
  #discoveredAtMs: number | null = null;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(deps: ShardReaderDeps, discovery: Discovery, options: ShardSetOptions) {
    this.#deps = deps;
    this.#discovery = discovery;
    this.#options = options;
  }

  get readers(): readonly ShardReader[] {
    return [...this.#readers.values()];
  }

  /** Looks for shards when it is time to. Returns the milliseconds until it is repeated when it
   *  failed, null when the set is current. Rejects with `FencedError` only. */
  async refresh(): Promise<number | null> {
    if (this.#isDue()) await this.#discover();
    const isCurrent = this.#discoveredAtMs !== null && this.#failures === 0;
    return isCurrent ? null : this.#notBeforeMs - this.#deps.systemNow();
  }

  /** A shard was handled to its end: its children may be read. */
  finished({ stream, shard }: ShardReader): void {
    this.#readers.delete(keyOf(stream, shard));
    this.#discoveredAtMs = null;
  }

  /** The stream has no such shard any more. Returns the milliseconds until the next listing. */
  vanished({ stream, shard }: ShardReader): number {
    this.#readers.delete(keyOf(stream, shard));
    this.#postpone(`${shard} is gone`);
    return this.#notBeforeMs - this.#deps.systemNow();
  }

  #isDue(): boolean {
    const nowMs = this.#deps.systemNow();
    // A wait longer than the longest backoff means that the clock was set back.
    const postponedMs = this.#notBeforeMs - nowMs;
    if (postponedMs > 0 && postponedMs <= this.#options.backoff.maxMs) return false;
    if (this.#discoveredAtMs === null || this.#readers.size === 0) return true;
    const elapsedMs = nowMs - this.#discoveredAtMs;
    return elapsedMs < 0 || elapsedMs >= this.#options.discoverMs;
  }

  async #discover(): Promise<void> {
    try {
      for (const found of await this.#discovery.readable()) {
        const { stream, shard, epoch } = found;
        const key = keyOf(stream, shard);
        if (this.#readers.has(key)) continue;
        const checkpoint = await this.#discovery.claim(found);
        const source = { stream, epoch, checkpoint };
        this.#readers.set(key, new ShardReader(this.#deps, source, this.#options));
        this.#deps.observe({ type: "shard-opened", stream, shard });
      }
      this.#discoveredAtMs = this.#deps.systemNow();
      this.#failures = 0;
    } catch (error) {
      if (error instanceof FencedError) throw error;
      this.#postpone(messageOf(error));
    }
  }

  #postpone(reason: string): void {
    const { observe, systemNow, random } = this.#deps;
    observe({ type: "failed", stream: this.#options.table, shard: null, reason });
    this.#discoveredAtMs = null;
    this.#failures += 1;
    this.#notBeforeMs = systemNow() + backoffMs(this.#failures, this.#options.backoff, random);
  }
}

function keyOf(stream: string, shard: string): string {
  return `${stream} ${shard}`;
}
