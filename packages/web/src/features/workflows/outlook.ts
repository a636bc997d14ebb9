import type { WorkflowSummary } from "@bellwether/core/api";

/** How many of the nearest are named. */
const NAMED = 3;

/** What the newest run came to, and what may signal next. */
export type Outlook = Readonly<{
  /** How many workflows the newest run considered, including those of closed sessions. */
  considered: number;
  /** Conditions that hold. */
  holding: number;
  /** Those nearest to holding, in mean daily ranges, nearest first. */
  nearest: readonly WorkflowSummary[];
  /** Could not be evaluated. */
  unread: number;
  /** Their sessions were closed. */
  closed: number;
}>;

export function outlookOf(rows: readonly WorkflowSummary[]): Outlook {
  const considered = rows.filter(({ now }) => now !== null);
  const count = (...outcomes: readonly string[]) =>
    considered.filter(({ now }) => now !== null && outcomes.includes(now.outcome)).length;
  const nearest = considered
    .flatMap((row) => {
      const { outcome, distance_ranges: ranges } = row.now ?? {};
      return outcome === "no_signal" && typeof ranges === "number" ? [{ row, ranges }] : [];
    })
    .toSorted((one, other) => one.ranges - other.ranges)
    .slice(0, NAMED)
    .map(({ row }) => row);
  return {
    considered: considered.length,
    holding: count("signal", "held_back"),
    nearest,
    unread: count("failed", "skipped"),
    closed: count("closed"),
  };
}
