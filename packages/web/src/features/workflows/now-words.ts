import type { WorkflowSummary } from "@bellwether/core/api";
import { number, price } from "../../ui/number.ts";

type Now = NonNullable<WorkflowSummary["now"]>;

/** The state of a workflow at the newest run: `holds` deserves attention, `bad` needs action. */
export type NowWords = Readonly<{
  tone: "holds" | "near" | "quiet" | "bad";
  words: string;
  /** Further detail that `words` omits. */
  detail: string | null;
}>;

/** Within this fraction of a mean daily range, a signal at the next run is likely enough to
 *  mark. */
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
