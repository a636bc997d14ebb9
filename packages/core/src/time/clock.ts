import type { Instant } from "./instant.ts";

/** Market time in epoch seconds: the wall clock, or the clock of a replay. */
export type MarketNow = () => Instant;

/** The machine's clock, in epoch milliseconds: for leases, backoff and durations. */
export type SystemNow = () => number;

/** Resolves after the duration, or earlier when the signal aborts. Never rejects. */
export type Sleep = (durationMs: number, signal?: AbortSignal) => Promise<void>;
