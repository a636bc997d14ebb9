import type { WorkflowDetail } from "@bellwether/core/api";
import type { Session } from "@bellwether/core/market";
import { figureText, percentText, pointsText, type Score } from "@bellwether/core/outcome";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Help } from "../../../../help/help.tsx";
import { Moment } from "../../../../time/moment.tsx";
import { Button } from "../../../../ui/button.tsx";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { ErrorNotice } from "../../../../ui/notice.tsx";
import { number } from "../../../../ui/number.ts";
import { computeScore, explainQuery, REPLAY_DAYS } from "../../api/queries.ts";
import styles from "./detail.module.css";
import { Fact } from "./fact.tsx";

/** The outcomes of what the rule proposed over thirty days, with the number of orders behind each
 *  figure. */
export function ScorePanel({ workflow }: { readonly workflow: WorkflowDetail }) {
  const compute = useMutation({ mutationFn: () => computeScore(workflow.id) });
  const now = useQuery(explainQuery(workflow.id)).data;
  const score = newestOf(workflow, compute.data?.score);
  return (
    <section className={styles["panel"]} aria-labelledby="score-title">
      <div className={styles["panelHead"]}>
        <h3 id="score-title">
          Score of {REPLAY_DAYS} days <Help term="score" />
        </h3>
        <Button disabled={compute.isPending} onClick={() => compute.mutate()}>
          {score === null ? "Compute" : "Compute again"}
        </Button>
      </div>
      {compute.isPending && <Progress />}
      {compute.isError && (
        <ErrorNotice
          title="The score cannot be computed."
          error={compute.error}
          onRetry={() => compute.mutate()}
        />
      )}
      <div aria-live="polite">
        {score === null ? (
          !compute.isPending && (
            <p className={styles["soft"]}>
              Not scored yet in this version. It is scored each day at 22:00 UTC, or now.
            </p>
          )
        ) : (
          <Figures
            score={score}
            decimals={now?.price_decimals ?? 2}
            session={now?.market ?? "eu"}
          />
        )}
      </div>
    </section>
  );
}

/** The score of the current version: just computed, or stored by the daily review. */
function newestOf(workflow: WorkflowDetail, computed: Score | undefined): Score | null {
  const scores = [computed, workflow.score];
  return scores.find((score) => score?.workflow_version === workflow.version) ?? null;
}

/** A replay reports no progress, so this shows that it is running, and for how long. */
function Progress() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={styles["progress"]}>
      <progress aria-label="Replaying" />
      <span className={styles["soft"]}>
        Replaying the last {REPLAY_DAYS} days, {seconds} s
      </span>
    </div>
  );
}

const percent = (value: number) => percentText(value, NUMBER_LOCALE);

function Figures(props: {
  readonly score: Score;
  readonly decimals: number;
  readonly session: Session;
}) {
  const { score, decimals, session } = props;
  const points = (value: number) => pointsText({ points: value }, decimals, NUMBER_LOCALE);
  return (
    <>
      <dl className={`${styles["facts"]} ${styles["figures"]}`}>
        <Fact name="Signals">{number(score.signals)}</Fact>
        <Fact name="Filled" help="filled">
          {figureText(score.fill_rate, percent)}
        </Fact>
        <Fact name="Gained after 1 d" help="gained">
          {figureText(score.hit_rate, percent)}
        </Fact>
        <Fact name="Median points" help="median">
          {figureText(score.median_points, points)}
        </Fact>
        <Fact name="Mean points" help="mean">
          {figureText(score.mean_points, points)}
        </Fact>
        <Fact name="Worst points" help="worst">
          {figureText(score.worst_points, points)}
        </Fact>
      </dl>
      <p className={styles["soft"]}>
        What the rule proposed from <Moment at={score.scored_from} session={session} /> to{" "}
        <Moment at={score.scored_to} session={session} named />, replayed on candles. Before costs;
        no broker filled any of it. In brackets: the number of orders behind a figure.
      </p>
    </>
  );
}
