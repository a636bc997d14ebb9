import type { RunAnswer, SystemStatus } from "@bellwether/core/api";
import { messageOf } from "@bellwether/core/failure";
import { Pause, Play, Zap } from "lucide-react";
import { useState } from "react";

import { Button } from "../../../ui/button.tsx";
import { Confirm } from "../../../ui/confirm.tsx";
import { number } from "../../../ui/number.ts";
import { usePause, useRunNow } from "../api/queries.ts";
import styles from "./status.module.css";

/** Manual control of the engine: pause, resume, and a run outside the schedule. */
export function EngineControls({ status }: { readonly status: SystemStatus }) {
  const [asking, setAsking] = useState<"pause" | "resume" | "run" | null>(null);
  const pause = usePause(!status.paused);
  const run = useRunNow();
  const close = () => setAsking(null);
  const error = pause.error ?? run.error;
  return (
    <div className={styles["controls"]}>
      {status.paused ? (
        <Button kind="primary" disabled={pause.isPending} onClick={() => setAsking("resume")}>
          <Play size={16} aria-hidden="true" /> Resume…
        </Button>
      ) : (
        <Button disabled={pause.isPending} onClick={() => setAsking("pause")}>
          <Pause size={16} aria-hidden="true" /> Pause…
        </Button>
      )}
      <Button disabled={run.isPending || status.paused} onClick={() => setAsking("run")}>
        <Zap size={16} aria-hidden="true" /> Run now…
      </Button>
      <span aria-live="polite" className={styles["soft"]}>
        {run.isPending && "Running…"}
        {run.data !== undefined && answerWords(run.data)}
        {error !== null && messageOf(error)}
      </span>
      {asking === "pause" && (
        <Confirm
          title="Pause the engine?"
          confirmLabel="Pause"
          cancelLabel="Keep it running"
          onCancel={close}
          onConfirm={() => pause.mutate(undefined, { onSettled: close })}
        >
          <p>No workflow is evaluated until it is resumed. Runs that are due meanwhile are lost.</p>
        </Confirm>
      )}
      {asking === "resume" && (
        <Confirm
          title="Resume the engine?"
          confirmLabel="Resume"
          cancelLabel="Keep it paused"
          onCancel={close}
          onConfirm={() => pause.mutate(undefined, { onSettled: close })}
        >
          <p>
            Workflows are evaluated again from the next run on. Runs that were due meanwhile are not
            made up for.
          </p>
        </Confirm>
      )}
      {asking === "run" && (
        <Confirm
          title="Run the engine now?"
          confirmLabel="Run"
          cancelLabel="Not now"
          onCancel={close}
          onConfirm={() => {
            close();
            run.mutate();
          }}
        >
          <p>Every workflow is evaluated now, and its signals are announced and stored.</p>
        </Confirm>
      )}
    </div>
  );
}

function answerWords(answer: RunAnswer): string {
  if (answer.kind === "missed") return "It was too old to be evaluated.";
  if (answer.kind === "running")
    return "It is running; the table below shows it when it is complete.";
  const { evaluated, signalled, skipped, failed } = answer.run;
  return `${number(evaluated)} evaluated, ${number(signalled)} signalled, ${number(skipped)} skipped, ${number(failed)} failed.`;
}
