import type { Instant } from "./instant.ts";

/** The market's clock, in epoch seconds: the wall clock, or the replay's. */
export type MarketNow = () => Instant;

/** The machine's clock, in epoch milliseconds: leases, backoff, durations. */
export type SystemNow = () => number;

/** Resolves after the duration, or earlier when the signal aborts. Never rejects. */
export type Sleep = (durationMs: number, signal?: AbortSignal) => Promise<void>;
