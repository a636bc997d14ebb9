/** What may be missing, and why. */
export type StreamGap =
  /** Never read before: changes made while the table had no stream were never published. */
  | { readonly kind: "new-stream"; readonly stream: string }
  /** No worker was there for so long that records may have been dropped unseen. */
  | { readonly kind: "absence"; readonly stream: string; readonly sinceMs: number }
  /** Records were dropped after a day, before they were read. */
  | {
      readonly kind: "trimmed-records";
      readonly stream: string;
      readonly shard: string;
      readonly after: string | null;
    }
  /** Whole shards were dropped before they were read. */
  | {
      readonly kind: "trimmed-shards";
      readonly stream: string;
      readonly shards: readonly string[];
    };

/** What a consumer does, as it does it: for metrics and logs. */
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
      /** How often the record at the head has failed by itself; 0 while a batch is being halved. */
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
  /** Loud: records may be missing. `recover` is being asked to make it good. */
  | { readonly type: "gap"; readonly gap: StreamGap }
  /** Reading, parking, recovering or checkpointing failed, and will be tried again. */
  | {
      readonly type: "failed";
      readonly stream: string;
      readonly shard: string | null;
      readonly reason: string;
    }
  /** The consumer has ended without being asked: another worker has taken over, or it failed. */
  | { readonly type: "ended"; readonly reason: string };
