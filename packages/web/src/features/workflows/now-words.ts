import type { WorkflowSummary } from "@bellwether/core/api";
import { number, price } from "../../ui/number.ts";

type Now = NonNullable<WorkflowSummary["now"]>;

/** How a workflow stood at the newest run: `holds` asks for the eye, `bad` for a hand. */
export type NowWords = Readonly<{
  tone: "holds" | "near" | "quiet" | "bad";
  words: string;
  /** What the words leave out. */
  detail: string | null;
}>;

/** Nearer than this part of a mean daily range, a workflow may well signal at the next run. */
const NEAR_RANGES = 0.25;

export function nowWords(now: Now, decimals: number): NowWords {
  const { outcome, reason, distance_points: points, distance_ranges: ranges } = now;
  switch (outcome) {
    case "signal":
    case "held_back":
      return { tone: "holds", words: holdsWords(now), detail: reason };
    case "closed":
      return { tone: "quiet", words: "Closed", detail: "Its session was closed at the newest run" };
    case "failed":
      return { tone: "bad", words: "Failed", detail: reason };
    case "skipped":
      return { tone: "bad", words: "Skipped", detail: reason };
    default:
      if (points === null) return { tone: "quiet", words: "No", detail: reason };
      return {
        tone: ranges !== null && ranges <= NEAR_RANGES ? "near" : "quiet",
        words: `${price(points, decimals)} away`,
        detail:
          ranges === null ? null : `${number(Math.round(ranges * 100) / 100)} mean daily ranges`,
      };
  }
}

function holdsWords({ episode_count: count }: Now): string {
  return count > 1 ? `Holds ×${number(count)}` : "Holds";
}
