/** Records that may never be delivered, and why. */
export type StreamGap =
  /** The stream was never read: changes made while the table had no stream were not published. */
  | { readonly kind: "new-stream"; readonly stream: string }
  /** No worker ran for so long that records may have been trimmed before they were read. */
  | { readonly kind: "absence"; readonly stream: string; readonly sinceMs: number }
  /** `trimmed-records`: records were trimmed after a day, before they were read.
   *  `unknown-position`: the stream has no record `after`, where the checkpoint stands. The table
   *  was restored or replaced. */
  | {
      readonly kind: "trimmed-records" | "unknown-position";
      readonly stream: string;
      readonly shard: string;
      readonly after: string | null;
    }
  /** A checkpoint could not be read. Its shard is read from the oldest record kept. */
  | { readonly kind: "damaged-checkpoint"; readonly stream: string; readonly shard: string }
  /** Whole shards were trimmed before they were read to their end. */
  | {
      readonly kind: "trimmed-shards";
      readonly stream: string;
      readonly shards: readonly string[];
    };

/** What a consumer reports while it runs, for metrics and logs. */
export type StreamConsumerEvent =
  | { readonly type: "shard-opened"; readonly stream: string; readonly shard: string }
  | { readonly type: "shard-finished"; readonly stream: string; readonly shard: string }
  | {
      readonly type: "handled";
      readonly stream: string;
      readonly shard: string;
      readonly records: number;
      readonly durationMs: number;
      /** Age of the newest record handled. */
      readonly iteratorAgeMs: number;
    }
  | {
      readonly type: "retry";
      readonly stream: string;
      readonly shard: string;
      /** How often the first record has failed alone; 0 while a batch is being halved. */
      readonly attempts: number;
      readonly reason: string;
    }
  | {
      readonly type: "parked";
      readonly stream: string;
      readonly shard: string;
      readonly sequence: string;
      readonly reason: string;
    }
  /** Records may be missing; `recover` is called next. */
  | { readonly type: "gap"; readonly gap: StreamGap }
  /** Reading, parking, recovering or checkpointing failed and will be retried. */
  | {
      readonly type: "failed";
      readonly stream: string;
      readonly shard: string | null;
      readonly reason: string;
    }
  /** The consumer ended without a call of `stop`: another worker took over, or it failed. */
  | { readonly type: "ended"; readonly reason: string };
