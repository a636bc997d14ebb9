/** What happens to a batch after the handler returned: Lambda's rules as a pure function. */
import type { DynamoDBBatchResponse } from "aws-lambda";
import type { StreamRecord } from "./stream-client.ts";

/** How large the next batch of a shard is. */
export type DeliveryState = Readonly<{
  /** Records in the next batch, at most; null: no limit but the batch size. */
  window: number | null;
  /** How often the first record has failed alone. */
  attempts: number;
}>;

export const FRESH: DeliveryState = { window: null, attempts: 0 };

export type Verdict =
  | { readonly kind: "succeeded" }
  | {
      readonly kind: "failed";
      /** Index of the first record that was not handled; all before it were. */
      readonly index: number;
      /** Whether the handler named that record, or failed as a whole. */
      readonly named: boolean;
      readonly reason: string;
    };

/** Reads the handler's response. None, or one without failures, is success; the lowest record named
 *  is the one to continue from; an identifier outside the batch fails the whole batch. */
export function verdictOf(
  batch: readonly StreamRecord[],
  response: DynamoDBBatchResponse | void | null,
): Verdict {
  const failures = response?.batchItemFailures ?? [];
  if (failures.length === 0) return { kind: "succeeded" };
  const indices = failures.map(({ itemIdentifier }) =>
    batch.findIndex((record) => sequenceOf(record) === itemIdentifier),
  );
  const index = Math.min(...indices);
  if (index < 0) {
    return {
      kind: "failed",
      index: 0,
      named: false,
      reason: "the handler reported a record that was not in its batch",
    };
  }
  return { kind: "failed", index, named: true, reason: "reported by the handler" };
}

export type RetryLimits = Readonly<{
  /** How often a record may fail alone before it is parked. */
  maxAttempts: number;
  /** A record that fails and is older than this is parked at once. Every record is delivered at
   *  least once, however old: a clock that jumps must not lose any. */
  maxRecordAgeMs: number;
}>;

export type NextDelivery = Readonly<{
  /** Records at the start of the batch that are done. */
  handled: number;
  /** Whether the next record after them is to be parked. */
  park: boolean;
  /** Whether to wait before the next delivery. */
  delay: boolean;
  state: DeliveryState;
}>;

/** What follows one delivery of `batch`. A batch that failed as a whole is halved at once,
 *  which does not count as an attempt; a record that was named, or is alone, is delivered alone until
 *  its limits are reached. One bad record is thereby isolated, and everything around it is handled. */
export function nextDelivery(
  batch: readonly StreamRecord[],
  verdict: Verdict,
  state: DeliveryState,
  limits: RetryLimits & { readonly nowMs: number },
): NextDelivery {
  if (verdict.kind === "succeeded") {
    return { handled: batch.length, park: false, delay: false, state: FRESH };
  }
  if (verdict.index === 0 && !verdict.named && batch.length > 1) {
    const window = Math.ceil(batch.length / 2);
    return { handled: 0, park: false, delay: false, state: { ...state, window } };
  }
  const attempts = verdict.index === 0 ? state.attempts + 1 : 1;
  const head = batch[verdict.index];
  const tooOld = head !== undefined && ageMs(head, limits.nowMs) > limits.maxRecordAgeMs;
  if (attempts >= limits.maxAttempts || tooOld) {
    return { handled: verdict.index, park: true, delay: false, state: FRESH };
  }
  return { handled: verdict.index, park: false, delay: true, state: { window: 1, attempts } };
}

export function sequenceOf(record: StreamRecord): string {
  const sequence = record.dynamodb?.SequenceNumber;
  if (sequence === undefined) throw new TypeError("a stream record without a sequence number");
  return sequence;
}

/** Milliseconds since the change was made, to the second, never negative. */
export function ageMs(record: StreamRecord, nowMs: number): number {
  const createdSeconds = record.dynamodb?.ApproximateCreationDateTime;
  return createdSeconds === undefined ? 0 : Math.max(0, nowMs - createdSeconds * 1_000);
}
