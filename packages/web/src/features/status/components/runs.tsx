import type { SystemStatus } from "@bellwether/core/api";
import type { Session } from "@bellwether/core/market";
import type { RunCompleted, RunReason } from "@bellwether/core/run";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Moment, TextWithMoments } from "../../../time/moment.tsx";
import { zoneName } from "../../../time/zone.ts";
import { useZone } from "../../../time/zone-choice.tsx";
import { Badge } from "../../../ui/badge.tsx";
import { number } from "../../../ui/number.ts";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import table from "../../../ui/table.module.css";
import { RunDecisions } from "./run-decisions.tsx";
import styles from "./status.module.css";

/** The last runs, newest first, with skipped and failed workflows and the reasons. */
export function Runs({
  runs,
  session,
}: {
  readonly runs: SystemStatus["runs"];
  readonly session: Session;
}) {
  const { choice } = useZone();
  return (
    <section aria-labelledby="runs-title" className={styles["panel"]}>
      <h2 id="runs-title">Last runs</h2>
      {runs.length === 0 ? (
        <p className={styles["soft"]}>No run has been recorded yet.</p>
      ) : (
        <ScrollArea label="Table of the last runs">
          <table className={table["table"]}>
            <thead>
              <tr>
                <th scope="col">Run ({zoneName(choice, session)})</th>
                <th scope="col" className={table["number"]}>
                  Evaluated
                </th>
                <th scope="col" className={table["number"]}>
                  Signalled
                </th>
                <th scope="col" className={table["number"]}>
                  Skipped
                </th>
                <th scope="col" className={table["number"]}>
                  Failed
                </th>
                <th scope="col" className={table["number"]}>
                  Took
                </th>
                <th scope="col">Reasons</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <Run key={run.tick} run={run} session={session} />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      )}
    </section>
  );
}

function Run({ run, session }: { readonly run: RunCompleted; readonly session: Session }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <tr>
        <th scope="row" className={table["time"]}>
          <button
            type="button"
            aria-expanded={isOpen}
            title="What it decided"
            className={styles["run"]}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? (
              <ChevronDown size={14} aria-hidden="true" />
            ) : (
              <ChevronRight size={14} aria-hidden="true" />
            )}
            <Moment at={run.tick} session={session} />
          </button>
        </th>
        <RunCounts run={run} />
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={7}>
            <RunDecisions tick={run.tick} />
          </td>
        </tr>
      )}
    </>
  );
}

function RunCounts({ run }: { readonly run: RunCompleted }) {
  return (
    <>
      <td className={table["number"]}>{number(run.evaluated)}</td>
      <td className={table["number"]}>{number(run.signalled)}</td>
      <td className={table["number"]}>{number(run.skipped)}</td>
      <td className={table["number"]}>
        <span className={run.failed > 0 ? styles["alarm"] : undefined}>{number(run.failed)}</span>
      </td>
      <td className={table["number"]}>{number(Math.round(run.duration_ms))} ms</td>
      <td>
        {run.reasons.map((reason) => (
          <Reason key={`${reason.outcome} ${reason.reason}`} reason={reason} />
        ))}
      </td>
    </>
  );
}

function Reason({ reason }: { readonly reason: RunReason }) {
  return (
    <details className={styles["reason"]}>
      <summary>
        <Badge tone={reason.outcome === "failed" ? "sell" : "neutral"}>{reason.outcome}</Badge>{" "}
        {number(reason.count)} × {reason.reason}
      </summary>
      <ul>
        {reason.examples.map((example) => (
          <li key={example.workflow_id}>
            <Link
              to="/workflows/$id"
              params={{ id: example.workflow_id }}
              state={{ opener: "page" }}
            >
              {example.workflow_name}
            </Link>
            : <TextWithMoments text={example.detail} />
          </li>
        ))}
        {reason.count > reason.examples.length && (
          <li>and {number(reason.count - reason.examples.length)} more</li>
        )}
      </ul>
    </details>
  );
}
