import { type Replay, replaySchema } from "@bellwether/core/api";
import { scoreOf, scoreText } from "@bellwether/core/outcome";
import type { WorkflowDraft } from "@bellwether/core/workflow";
import { useMutation } from "@tanstack/react-query";
import { request } from "../../../../api/request.ts";
import { Moment } from "../../../../time/moment.tsx";
import { Button } from "../../../../ui/button.tsx";
import look from "../../../../ui/field.module.css";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { ErrorNotice } from "../../../../ui/notice.tsx";
import { dealWords, number } from "../../../../ui/number.ts";
import { OutcomeWords } from "../../../../ui/outcome.tsx";
import styles from "./form.module.css";

/** Number of signals shown, the newest ones. */
const SHOWN = 5;

/** The period of a stored score, so that the two compare. */
const DAYS = 30;

/** The signals that the draft would have produced in the last 30 days, and their outcomes. Needs a
 *  click, because an answer uses requests that count against the market's rate limit. */
export function ReplayPreview({ draft }: { readonly draft: WorkflowDraft | null }) {
  const replay = useMutation({
    mutationFn: (workflow: WorkflowDraft) =>
      request(replaySchema, "/replay", { method: "POST", json: { workflow, days: DAYS } }),
  });
  // Hide a result that belongs to another draft.
  const isCurrent = draft !== null && JSON.stringify(replay.variables) === JSON.stringify(draft);
  const ask = () => {
    if (draft !== null) replay.mutate(draft);
  };
  return (
    <div className={styles["preview"]}>
      <Button onClick={ask} disabled={draft === null || replay.isPending}>
        {replay.isPending ? "Looking…" : `What would it have done in ${DAYS} days?`}
      </Button>
      <div aria-live="polite">
        {isCurrent && replay.data !== undefined && <Signals replay={replay.data} />}
      </div>
      {isCurrent && replay.isError && (
        <ErrorNotice title="The preview failed." error={replay.error} onRetry={ask} />
      )}
    </div>
  );
}

function Signals({ replay }: { readonly replay: Replay }) {
  const { signals, evaluated, skipped, price_decimals: decimals } = replay;
  const skips = Object.entries(skipped).map(([reason, count]) => `${count} skipped: ${reason}`);
  const about = { workflow_version: 1, scored_from: 0, scored_to: replay.as_of };
  const score = scoreOf(
    signals.map(({ outcome }) => outcome),
    about,
  );
  return (
    <>
      <p>{scoreText(score, decimals, NUMBER_LOCALE)}.</p>
      <p className={look["hint"]}>
        {[`Of ${number(evaluated)} evaluations in the last ${DAYS} days`, ...skips].join("; ")}.
        What the rule would have proposed, before costs; no broker filled any of it.
      </p>
      <ul>
        {signals
          .slice(-SHOWN)
          .toReversed()
          .map((signal) => (
            <li key={signal.placed_at}>
              <Moment at={signal.placed_at} session={signal.market} />:{" "}
              {signal.order_direction.toLowerCase()}{" "}
              {dealWords(signal.order_quantity, signal.order_price, decimals)},{" "}
              <OutcomeWords outcome={signal.outcome} decimals={decimals} />
            </li>
          ))}
      </ul>
      {signals.length > SHOWN && <p className={look["hint"]}>The newest {SHOWN} are shown.</p>}
    </>
  );
}
