import type { RunDecisions as Decided } from "@bellwether/core/api";
import { type Instant, toIso } from "@bellwether/core/time";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { hasStatus } from "../../../api/api-error.ts";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import { QueryNotice } from "../../../ui/notice.tsx";
import { number } from "../../../ui/number.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { runDecisionsQuery } from "../api/queries.ts";
import styles from "./status.module.css";

type Decision = Decided["decisions"][number];

const OUTCOMES: Readonly<Record<Decision["outcome"], { tone: BadgeTone; word: string }>> = {
  signal: { tone: "info", word: "Signalled" },
  held_back: { tone: "info", word: "Holds" },
  no_signal: { tone: "neutral", word: "Does not hold" },
  skipped: { tone: "warn", word: "Skipped" },
  failed: { tone: "sell", word: "Failed" },
};

/** What a run decided of each workflow; each leads to the explanation at that run. */
export function RunDecisions({ tick }: { readonly tick: Instant }) {
  const decided = useQuery(runDecisionsQuery(tick));
  if (hasStatus(decided.error, 404)) {
    return <p className={styles["soft"]}>No workflow was due, or its decisions are not kept.</p>;
  }
  return (
    <div className={styles["decisions"]}>
      <QueryNotice title="The decisions cannot be loaded." query={decided} />
      {decided.isPending && <Skeleton rows={3} label="Loading the decisions" />}
      {decided.data !== undefined && (
        <>
          <ul>
            {decided.data.decisions.map((decision) => (
              <li key={decision.workflow_id}>
                <Badge tone={OUTCOMES[decision.outcome].tone}>
                  {OUTCOMES[decision.outcome].word}
                </Badge>{" "}
                <WorkflowLink decision={decision} tick={tick} />
                {decision.reason !== null && (
                  <span className={styles["soft"]}>: {decision.reason}</span>
                )}
              </li>
            ))}
          </ul>
          {decided.data.total > decided.data.decisions.length && (
            <p className={styles["soft"]}>
              The first {number(decided.data.decisions.length)} of {number(decided.data.total)}.
            </p>
          )}
        </>
      )}
    </div>
  );
}

function WorkflowLink({ decision, tick }: { readonly decision: Decision; readonly tick: Instant }) {
  if (decision.workflow_name === null) return <span>a workflow that was deleted since</span>;
  return (
    <Link
      to="/workflows/$id"
      params={{ id: decision.workflow_id }}
      search={{ at: toIso(tick) }}
      state={{ opener: "page" }}
    >
      {decision.workflow_name}
    </Link>
  );
}
