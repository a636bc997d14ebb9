import type { Now, WorkflowDetail } from "@bellwether/core/api";
import { DAY_SECONDS, HOUR_SECONDS, WEEK_SECONDS } from "@bellwether/core/time";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Button } from "../../../../ui/button.tsx";
import look from "../../../../ui/field.module.css";
import { ErrorNotice } from "../../../../ui/notice.tsx";
import { listQuery } from "../../api/queries.ts";
import { type SnoozeEnd, useSnooze } from "../../api/snooze.ts";
import { SnoozeBadge } from "../snooze-badge.tsx";
import styles from "./detail.module.css";

/** Seconds from now, by the market's clock. */
const DURATIONS = [
  { label: "For 2 hours", seconds: 2 * HOUR_SECONDS },
  { label: "For a day", seconds: DAY_SECONDS },
  { label: "For a week", seconds: WEEK_SECONDS },
] as const;

/** Whether the workflow is announced, and until when not. */
export function SnoozePanel({ workflow }: { readonly workflow: WorkflowDetail }) {
  const row = useQuery(listQuery).data?.workflows.find(({ id }) => id === workflow.id);
  const snooze = useSnooze(workflow.id);
  const selectId = useId();
  const current = row?.snooze ?? null;
  const choose = (value: string) => {
    const until: SnoozeEnd = value === "episode" ? value : workflow.as_of + Number(value);
    snooze.mutate(until);
  };
  return (
    <section className={styles["panel"]} aria-labelledby="messages-title">
      <h3 id="messages-title">Messages</h3>
      <div aria-live="polite">
        {current === null ? (
          <p className={styles["soft"]}>
            {workflow.announce === "once_per_episode"
              ? "One message per episode, kept up to date."
              : "A message for each signal."}
          </p>
        ) : (
          <p className={styles["soft"]}>
            <SnoozeBadge snooze={current} session={row?.last_order_market ?? "eu"} /> It is
            evaluated, stored and shown, and not announced.
          </p>
        )}
      </div>
      {current === null ? (
        <div className={look["field"]}>
          <label htmlFor={selectId}>Snooze</label>
          <select
            id={selectId}
            value=""
            disabled={snooze.isPending}
            onChange={(event) => choose(event.target.value)}
          >
            <option value="" disabled>
              Not snoozed
            </option>
            {DURATIONS.map(({ label, seconds }) => (
              <option key={label} value={seconds}>
                {label}
              </option>
            ))}
            {mayHaveEpisode(row?.now ?? null) && <option value="episode">For this episode</option>}
          </select>
        </div>
      ) : (
        <div>
          <Button disabled={snooze.isPending} onClick={() => snooze.mutate(null)}>
            Announce again
          </Button>
        </div>
      )}
      {snooze.isError && <ErrorNotice title="The snooze was not changed." error={snooze.error} />}
    </section>
  );
}

/** Whether an episode may be running. Over the night it goes on, and no run says so. */
function mayHaveEpisode(now: Now | null): boolean {
  return now === null || now.outcome === "closed" || now.episode !== null;
}
