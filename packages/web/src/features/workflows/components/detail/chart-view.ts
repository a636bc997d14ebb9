import type { Chart, Explain } from "@bellwether/core/api";
import type { Session } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import type { Marks } from "./chart-markers.ts";

/** What the chart of a workflow shows. */
export type ChartView = Readonly<{
  chart: Chart;
  session: Session;
  marks: Marks;
  /** The order that a signal of now would propose; null while an earlier time is explained. */
  proposal: Explain["proposal"];
  /** Decimals of the ordered instrument. */
  decimals: number;
  /** The time that is explained; null for now. */
  at: Instant | null;
  onChoose: (orderId: string) => void;
}>;
