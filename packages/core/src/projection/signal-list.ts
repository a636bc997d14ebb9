import type { Stored } from "../store/stored.ts";
import type { Instant } from "../time/instant.ts";
import type { SignalKey, SignalRow } from "./signal-row.ts";

/** Which rows a page of signals shows; without a field, all of them. */
export type SignalFilter = Readonly<{
  workflow_id?: string | undefined;
  order_code?: string | undefined;
  order_direction?: "BUY" | "SELL" | undefined;
  dry_run?: boolean | undefined;
}>;

export type SignalPage = Readonly<{
  /** Newest first. Rows expired at `asOf` are excluded by the key condition. With a filter it may be
   *  shorter than `limit`, although more follow. */
  signals: readonly Stored<SignalRow>[];
  /** The row after which the next page starts; null at the end. */
  next_after: SignalKey | null;
}>;

/** The signals of all workflows within seven days. Costs one Query. */
export type ListSignals = (
  query: Readonly<{ asOf: Instant; limit: number; after: SignalKey | null; filter: SignalFilter }>,
) => Promise<SignalPage>;
