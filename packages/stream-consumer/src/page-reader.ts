import { sequenceOf } from "./delivery.ts";
import { MAX_ABSENCE_MS } from "./discovery.ts";
import { type StreamClient, StreamError, type StreamRecord } from "./stream-client.ts";

export type Page = Readonly<{
  records: readonly StreamRecord[];
  /** Whether the shard is closed and this page is its last. */
  exhausted: boolean;
  /** Whether the stream may have more at once. */
  more: boolean;
}>;

/** The service may answer a read with no record although there are some. After this many empty
 *  answers at a position, the position is taken for one that the stream does not have. */
const MAX_EMPTY_READS = 5;

/** Reads the pages of one shard.
 *
 *  A new iterator begins at the last record handled, and the first record it returns must be that
 *  one. After a restore of the table a checkpoint may name a record that was never written, and an
 *  iterator after it would pass over every new record without an error. */
export class PageReader {
  readonly #deps: Readonly<{ client: StreamClient; systemNow: () => number }>;
  readonly #source: Readonly<{ stream: string; shard: string }>;
  #fromHorizon: boolean;
  #iterator: string | null = null;
  /** Sequence number that the next record must have; null when any may come. */
  #expected: string | null = null;
  #emptyReads = 0;
  #lastReadMs: number;

  constructor(
    deps: Readonly<{ client: StreamClient; systemNow: () => number }>,
    source: Readonly<{ stream: string; shard: string; fromHorizon: boolean }>,
  ) {
    this.#deps = deps;
    this.#source = source;
    this.#fromHorizon = source.fromHorizon;
    this.#lastReadMs = deps.systemNow();
  }

  /** The records after `position`. Rejects with `StreamError`: `trimmed` or `unknown-position` when
   *  records between the position and the page may be missing. */
  async read(position: string | null, limit: number): Promise<Page> {
    const nowMs = this.#deps.systemNow();
    const isBehind = this.#fromHorizon && nowMs - this.#lastReadMs > MAX_ABSENCE_MS;
    this.#lastReadMs = nowMs;
    if (isBehind) throw new StreamError("trimmed", "nothing was read for too long");
    const current = this.#iterator ?? (await this.#open(position));
    // Used once, whatever happens: after a failure a new one is requested.
    this.#iterator = null;
    const { records, next } = await this.#deps.client.getRecords(current, limit);
    const verified = this.#verify(records, next);
    this.#iterator = next;
    return {
      // GetRecords leaves the stream's ARN out; Lambda delivers it.
      records: verified.map((record) => ({ ...record, eventSourceARN: this.#source.stream })),
      // The last answer of a closed shard may carry records: they are handled before it is finished.
      exhausted: next === null,
      more: records.length === limit || this.#expected !== null,
    };
  }

  /** Continues at the oldest record that is kept, until `resume`. */
  restart(): void {
    this.#fromHorizon = true;
    this.#iterator = null;
    this.#expected = null;
  }

  /** A record was handled: its position is one to continue from. */
  resume(): void {
    this.#fromHorizon = false;
  }

  async #open(position: string | null): Promise<string> {
    const { stream, shard } = this.#source;
    this.#expected = this.#fromHorizon ? null : position;
    this.#emptyReads = 0;
    return await this.#deps.client.getIterator(
      stream,
      shard,
      this.#expected === null ? { kind: "horizon" } : { kind: "at", sequence: this.#expected },
    );
  }

  /** The records behind the expected one. */
  #verify(records: readonly StreamRecord[], next: string | null): readonly StreamRecord[] {
    const expected = this.#expected;
    if (expected === null) return records;
    const [first, ...rest] = records;
    if (first === undefined) {
      this.#emptyReads += 1;
      if (next !== null && this.#emptyReads < MAX_EMPTY_READS) return [];
    }
    if (first === undefined || sequenceOf(first) !== expected) {
      throw new StreamError("unknown-position", `the stream has no record ${expected}`);
    }
    this.#expected = null;
    return rest;
  }
}
