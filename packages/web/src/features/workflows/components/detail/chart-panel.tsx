import type { WorkflowDetail } from "@bellwether/core/api";
import type { UnitTime } from "@bellwether/core/market";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Choice } from "../../../../ui/choice.tsx";
import { EmptyState, QueryNotice } from "../../../../ui/notice.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { chartQuery } from "../../api/queries.ts";
import { UNIT_TIME_WORDS } from "../../words.ts";
import styles from "./detail.module.css";

/** Loaded on demand: the chart library is most of this chunk's size. */
const ChartCanvas = lazy(() => import("./chart-canvas.tsx"));

/** The unit times that can be built from half-hours and weekly bars; the API charts no others. */
const CHARTED = ["h1", "h4", "daily", "weekly"] as const satisfies readonly UnitTime[];
const OPTIONS = CHARTED.map((value) => ({ value, label: UNIT_TIME_WORDS[value] }));

/** Candles of the index with the indicator drawn on them and a marker for each order. */
export function ChartPanel({
  workflow,
  chosen,
  onChoose,
}: {
  readonly workflow: WorkflowDetail;
  readonly chosen: string | null;
  readonly onChoose: (orderId: string) => void;
}) {
  const own = workflow.conditions[0].indicator.ut;
  const [ut, setUt] = useState(CHARTED.find((charted) => charted === own) ?? "h1");
  const chart = useQuery(chartQuery(workflow.id, ut));
  return (
    <section className={styles["panel"]} aria-labelledby="chart-title">
      <div className={styles["panelHead"]}>
        <h3 id="chart-title">Chart of {workflow.index}</h3>
        <Choice label="Unit time" value={ut} options={OPTIONS} onChange={setUt} />
      </div>
      {chart.isPending && <Skeleton rows={7} label="Loading the chart" />}
      <QueryNotice title="The chart cannot be loaded." query={chart} />
      {chart.data?.candles.length === 0 && <EmptyState title="No candles yet" />}
      {chart.data !== undefined && chart.data.candles.length > 0 && (
        <Suspense fallback={<Skeleton rows={7} label="Loading the chart" />}>
          <ChartCanvas
            chart={chart.data}
            market={chart.data.market}
            chosen={chosen}
            onChoose={onChoose}
          />
        </Suspense>
      )}
    </section>
  );
}
