import type { RunCompleted } from "@bellwether/core/run";
import type { Instant } from "@bellwether/core/time";

export type RunResult =
  | { readonly kind: "completed"; readonly run: RunCompleted }
  /** Other engines evaluate ranges of it. The one that completes them ends the run. */
  | { readonly kind: "running"; readonly tick: Instant }
  /** Too late to be evaluated: its signals would be history. */
  | { readonly kind: "missed"; readonly tick: Instant; readonly late_seconds: number };
