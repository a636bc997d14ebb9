import type { Stored } from "../store/stored.ts";
import type { Instant } from "../time/instant.ts";
import type { RunCompleted } from "./run-completed.ts";

/** Replaces the record of the same tick. A repeated run gives the same record. */
export type PutRun = (run: RunCompleted) => Promise<void>;

/** Newest first. */
export type ListRuns = (query: {
  readonly limit: number;
  readonly asOf: Instant;
}) => Promise<readonly Stored<RunCompleted>[]>;

/** Null if there is no run for that tick. Strongly consistent. */
type ReadRun = (tick: Instant) => Promise<Stored<RunCompleted> | null>;

export type RunStore = Readonly<{ put: PutRun; list: ListRuns; read: ReadRun }>;
