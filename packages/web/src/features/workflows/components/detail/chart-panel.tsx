import type { Chart, ChartedInstrument, WorkflowDetail } from "@bellwether/core/api";
import type { UnitTime } from "@bellwether/core/market";
import { type Outcome, scoreOf, scoreText } from "@bellwether/core/outcome";
import { signalId } from "@bellwether/core/signal";
import type { Instant } from "@bellwether/core/time";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { Button } from "../../../../ui/button.tsx";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { EmptyState, QueryNotice } from "../../../../ui/notice.tsx";
import { Segments } from "../../../../ui/segments.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import {
  chartQuery,
  explainQuery,
  outcomesQuery,
  REPLAY_DAYS,
  replayQuery,
} from "../../api/queries.ts";
import { orderMarkers } from "../../order-markers.ts";
import { UNIT_TIME_WORDS } from "../../words.ts";
import styles from "./detail.module.css";
import { TimeSlider } from "./time-slider.tsx";

/** Loaded on demand: the chart library is most of this chunk's size. */
const ChartCanvas = lazy(() => import("./chart-canvas.tsx"));

/** The unit times that can be built from half-hours and weekly bars; the API charts no others. */
const CHARTED = [
  ["h1", "1h"],
  ["h4", "4h"],
  ["daily", "D"],
  ["weekly", "W"],
] as const satisfies readonly (readonly [UnitTime, string])[];
const UNIT_TIMES = CHARTED.map(([value, label]) => ({
  value,
  label,
  name: UNIT_TIME_WORDS[value],
}));
type ChartedUnitTime = (typeof CHARTED)[number][0];

/** Candles with the indicator, the orders and their outcomes. */
export function ChartPanel({
  workflow,
  at,
  onExplain,
}: {
  readonly workflow: WorkflowDetail;
  /** The time that is explained; null for now. */
  readonly at: Instant | null;
  readonly onExplain: (at: Instant | null) => void;
}) {
  const own = workflow.conditions[0].indicator.ut;
  const [ut, setUt] = useState<ChartedUnitTime>(
    () => UNIT_TIMES.find(({ value }) => value === own)?.value ?? "h1",
  );
  const [of, setOf] = useState<ChartedInstrument>("index");
  const [isReplayed, setReplayed] = useState(false);
  const chart = useQuery(chartQuery(workflow.id, ut, of));
  const now = useQuery(explainQuery(workflow.id)).data;
  const { marks, replay } = useMarks(workflow, chart.data, { at, isReplayed });
  const isDrawable = chart.data !== undefined && chart.data.candles.length > 0;
  return (
    <section className={styles["panel"]} aria-labelledby="chart-title">
      <div className={styles["panelHead"]}>
        <h3 id="chart-title">Chart of {workflow[of]}</h3>
        <div className={styles["controls"]}>
          {workflow.index !== workflow.cfd && (
            <Segments
              label="Instrument"
              value={of}
              options={[
                { value: "index", label: workflow.index },
                { value: "cfd", label: workflow.cfd },
              ]}
              onChange={setOf}
            />
          )}
          <Segments label="Unit time" value={ut} options={UNIT_TIMES} onChange={setUt} />
          <Button aria-pressed={isReplayed} onClick={() => setReplayed(!isReplayed)}>
            Replay {REPLAY_DAYS} days
          </Button>
        </div>
      </div>
      {isReplayed && <ReplayWords replay={replay} />}
      {chart.isPending && <Skeleton rows={12} label="Loading the chart" />}
      <QueryNotice title="The chart cannot be loaded." query={chart} />
      {chart.data?.candles.length === 0 && <EmptyState title="No candles yet" />}
      {isDrawable && (
        <Suspense fallback={<Skeleton rows={12} label="Loading the chart" />}>
          <ChartCanvas
            chart={chart.data}
            session={chart.data.market}
            marks={marks}
            proposal={at === null ? (now?.proposal ?? null) : null}
            decimals={now?.price_decimals ?? chart.data.price_decimals}
            at={at}
            onChoose={(id) => onExplain(instantOf(id))}
          />
        </Suspense>
      )}
      {now !== undefined && <TimeSlider now={now} at={at} onExplain={onExplain} />}
    </section>
  );
}

const NO_OUTCOMES: ReadonlyMap<string, Outcome> = new Map();

/** What is marked on the candles: the orders with their outcomes, and the signals of a replay. */
function useMarks(
  workflow: WorkflowDetail,
  chart: Chart | undefined,
  { at, isReplayed }: { readonly at: Instant | null; readonly isReplayed: boolean },
) {
  const known = useQuery(outcomesQuery(workflow.id)).data ?? NO_OUTCOMES;
  const replay = useQuery({ ...replayQuery(workflow), enabled: isReplayed });
  const signals = isReplayed ? replay.data?.signals : undefined;
  const marks = useMemo(() => {
    const replayed = (signals ?? []).map((signal) => ({
      ...signal,
      id: signalId(workflow.id, signal.placed_at),
    }));
    return {
      chosen: at === null ? null : signalId(workflow.id, at),
      outcomes: new Map([...replayed.map(({ id, outcome }) => [id, outcome] as const), ...known]),
      replayed: chart === undefined ? [] : orderMarkers({ ...chart, orders: replayed }),
    };
  }, [workflow.id, chart, known, signals, at]);
  return { marks, replay };
}

/** The result of the replay. */
function ReplayWords({ replay }: { readonly replay: ReturnType<typeof useMarks>["replay"] }) {
  const { data } = replay;
  if (replay.isPending) {
    return (
      <p className={styles["soft"]} aria-live="polite">
        Replaying the last {REPLAY_DAYS} days…
      </p>
    );
  }
  return (
    <>
      <QueryNotice title="The past cannot be replayed." query={replay} />
      {data !== undefined && (
        <p className={styles["soft"]} aria-live="polite">
          {scoreText(
            scoreOf(
              data.signals.map(({ outcome }) => outcome),
              { workflow_version: 1, scored_from: 0, scored_to: data.as_of },
            ),
            data.price_decimals,
            NUMBER_LOCALE,
          )}
          . Circles are what the rule would have proposed, before costs; no broker filled any of it.
        </p>
      )}
    </>
  );
}

/** The tick of an order. Its id is the workflow's id and that tick. */
function instantOf(orderId: string): Instant {
  return Number(orderId.slice(orderId.lastIndexOf(".") + 1));
}
