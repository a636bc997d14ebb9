/** A lease on doing something once, for consumers that are not idempotent by nature. */
export type ClaimOutcome =
  | { readonly kind: "claimed"; readonly token: string }
  | { readonly kind: "held"; readonly until_ms: number }
  | { readonly kind: "done" };

/** Claims `key` for `leaseMs`, unless it is done or another's claim is alive. */
type Claim = (key: string, leaseMs: number) => Promise<ClaimOutcome>;

/** Marks a claim done, if it is still ours. */
type CompleteClaim = (key: string, token: string) => Promise<"completed" | "lost">;

/** Gives a claim back, if it is still ours: nothing was done. */
type ReleaseClaim = (key: string, token: string) => Promise<void>;

export type ReceiptStore = Readonly<{
  claim: Claim;
  complete: CompleteClaim;
  release: ReleaseClaim;
}>;
