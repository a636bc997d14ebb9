/** A lease on a one-time action, for consumers that are not idempotent by nature. */
export type ClaimOutcome =
  | { readonly kind: "claimed"; readonly token: string }
  | { readonly kind: "held"; readonly until_ms: number }
  | { readonly kind: "done" };

/** Claims `key` for `leaseMs`, unless it is done or another claim has not expired. */
type Claim = (key: string, leaseMs: number) => Promise<ClaimOutcome>;

/** Marks a claim as done, if the caller still holds it. */
type CompleteClaim = (key: string, token: string) => Promise<"completed" | "lost">;

/** Releases a claim whose action was not performed, if the caller still holds it. */
type ReleaseClaim = (key: string, token: string) => Promise<void>;

/** A one-time action as stored: claimed and not confirmed yet, or done. */
export type Receipt =
  | { readonly state: "claimed"; readonly until_ms: number }
  /** `done_at_ms`: null in receipts of earlier versions. */
  | { readonly state: "done"; readonly done_at_ms: number | null };

/** Null if the key is not claimed, or its claim was released. Strongly consistent. */
export type ReadReceipt = (key: string) => Promise<Receipt | null>;

/** The key of what one consumer does once for one event. */
export function receiptKey(consumer: string, eventId: string): string {
  return `${consumer}#${eventId}`;
}

export type ReceiptStore = Readonly<{
  claim: Claim;
  complete: CompleteClaim;
  release: ReleaseClaim;
}>;
