import type { DraftPreview } from "@bellwether/core/api";
import type { ConditionExplanation, WorkflowDraft } from "@bellwether/core/workflow";
import { useQuery } from "@tanstack/react-query";
import { Moment } from "../../../../time/moment.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { price } from "../../../../ui/number.ts";
import { useDebounced } from "../../../../ui/use-debounced.ts";
import { draftPreviewQuery } from "../../api/draft-queries.ts";
import { proposalWords } from "../../proposal-words.ts";
import { valueWords } from "../../value-words.ts";
import { INDICATOR_WORDS } from "../../words.ts";
import styles from "./form.module.css";

const PAUSE_MS = 500;

/** The evaluation of the draft now, from the server: each indicator beside the market, the order that
 *  would be proposed, and the warnings before saving. */
export function DraftNow({ draft }: { readonly draft: WorkflowDraft | null }) {
  const debounced = useDebounced(draft, PAUSE_MS);
  const { data } = useQuery(draftPreviewQuery(debounced));
  const isCurrent = JSON.stringify(debounced) === JSON.stringify(draft);
  if (draft === null || data === undefined || !isCurrent) return null;
  return (
    <div aria-live="polite" className={styles["stack"]}>
      {data.explain !== null && <Values explain={data.explain} />}
      {[...data.problems, ...data.warnings].map(({ field, reason }) => (
        <Notice key={`${field} ${reason}`} tone="warn">
          {data.problems.length > 0 ? "It would be refused" : "Before you save"}:{" "}
          {fieldWords(field)} {reason}.
        </Notice>
      ))}
    </div>
  );
}

function Values({ explain }: { readonly explain: NonNullable<DraftPreview["explain"]> }) {
  const { explanation, proposal, price_decimals, reason, detail } = explain;
  const decimals = price_decimals ?? 2;
  return (
    <div className={styles["preview"]}>
      <p>
        As of <Moment at={explain.as_of} session={explain.market} named />:
      </p>
      <ul>
        {explanation?.conditions.map((condition, nth) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={nth}>{conditionWords(condition, decimals)}</li>
        ))}
        <li>
          {proposal === null
            ? `No order can be proposed now: ${detail ?? reason ?? "there is no trigger candle"}.`
            : `A signal now ${proposalWords(proposal, decimals)}.`}
        </li>
      </ul>
    </div>
  );
}

/** `50-period average 8,045.12, close 8,050.30: 3.2 points away.` */
function conditionWords(condition: ConditionExplanation, decimals: number): string {
  const { indicator, condition_candle, holds, problem, distance_points: distance } = condition;
  const seen = [
    ...(indicator === null
      ? []
      : [`${INDICATOR_WORDS[indicator.name]} ${valueWords(indicator.value, decimals)}`]),
    ...(condition_candle === null ? [] : [`close ${price(condition_candle.close, decimals)}`]),
  ].join(", ");
  const away = distance === null ? "does not hold" : `${price(distance, decimals)} points away`;
  const stand = holds === null ? (problem ?? "not decided") : holds ? "holds" : away;
  return `${seen === "" ? "Not known" : seen}: ${stand}.`;
}

/** `conditions.1.close.spread` is the spread of condition 2. */
function fieldWords(path: string): string {
  const [, nth, rest = path] = /^conditions\.(\d+)\.(.+)$/.exec(path) ?? [];
  const name = (rest.split(".").at(-1) ?? rest).replaceAll("_", " ");
  return nth === undefined ? `its ${name}` : `the ${name} of condition ${Number(nth) + 1}`;
}
