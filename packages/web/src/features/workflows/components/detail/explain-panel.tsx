import type { Explain, WorkflowDetail } from "@bellwether/core/api";
import type { ComboPart } from "@bellwether/core/indicator";
import type { Session } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import type { ConditionExplanation, Explanation, RangeTest } from "@bellwether/core/workflow";
import { useQuery } from "@tanstack/react-query";
import { CandleMoment, Moment, TextWithMoments } from "../../../../time/moment.tsx";
import { Badge, type BadgeTone } from "../../../../ui/badge.tsx";
import { QueryNotice } from "../../../../ui/notice.tsx";
import { price } from "../../../../ui/number.ts";
import { ScrollArea } from "../../../../ui/scroll-area.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import table from "../../../../ui/table.module.css";
import { explainQuery } from "../../api/queries.ts";
import { valueWords } from "../../value-words.ts";
import { INDICATOR_WORDS, upperFirst } from "../../words.ts";
import { ComboParts } from "./combo-parts.tsx";
import { DecidedThen } from "./decided-then.tsx";
import styles from "./detail.module.css";

/** Why the condition holds, or how far it is from holding. */
export function ExplainPanel({
  workflow,
  at,
}: {
  readonly workflow: WorkflowDetail;
  /** An earlier time; null for now. */
  readonly at: Instant | null;
}) {
  const explain = useQuery(explainQuery(workflow.id, at));
  return (
    <section className={styles["panel"]} aria-labelledby="explain-title">
      <div className={styles["panelHead"]}>
        <h3 id="explain-title">Why it signals or not</h3>
        {explain.data !== undefined && (
          <span className={styles["soft"]}>
            as of <Moment at={explain.data.as_of} session={explain.data.market} named />
          </span>
        )}
      </div>
      {explain.isPending && <Skeleton rows={3} label="Loading the explanation" />}
      <QueryNotice title="The explanation cannot be loaded." query={explain} />
      {at !== null && explain.data !== undefined && !explain.isPlaceholderData && (
        <DecidedThen explain={explain.data} />
      )}
      {explain.data !== undefined && <Reasons explain={explain.data} isPast={at !== null} />}
    </section>
  );
}

type Look = Readonly<{ tone: BadgeTone; word: string }>;

/** In the words of the list. */
const OUTCOMES: Readonly<Record<Explain["outcome"], Look>> = {
  signal: { tone: "info", word: "Holds" },
  held_back: { tone: "info", word: "Holds" },
  no_signal: { tone: "neutral", word: "Does not hold" },
  skipped: { tone: "warn", word: "Skipped" },
  failed: { tone: "sell", word: "Failed" },
  closed: { tone: "neutral", word: "Closed" },
  inactive: { tone: "neutral", word: "Not evaluated" },
};

function Reasons({ explain, isPast }: { readonly explain: Explain; readonly isPast: boolean }) {
  const { explanation } = explain;
  const decimals = explain.price_decimals ?? 2;
  const look = OUTCOMES[explain.outcome];
  return (
    <>
      <p className={styles["verdict"]}>
        <Badge tone={look.tone}>{look.word}</Badge>
        <TextWithMoments text={verdictWords(explain, decimals, isPast)} session={explain.market} />
      </p>
      {explanation?.conditions.map((condition, nth) => (
        <ConditionReasons
          // Conditions have no identity beyond their place.
          // oxlint-disable-next-line react/no-array-index-key
          key={nth}
          condition={condition}
          parts={partsOf(explain, condition)}
          title={
            explanation.conditions.length > 1
              ? `${nth + 1}. ${conditionStandWords(condition)}`
              : null
          }
          decimals={decimals}
          session={explain.market}
        />
      ))}
    </>
  );
}

/** The requirements of a condition's combo; empty for other indicators. */
function partsOf(explain: Explain, { indicator }: ConditionExplanation): readonly ComboPart[] {
  if (indicator?.name !== "combo") return [];
  return explain.combos.find(({ ut }) => ut === indicator.ut)?.parts ?? [];
}

function conditionStandWords({ holds, problem }: ConditionExplanation): string {
  if (holds === null) return problem ?? "not decided";
  return holds ? "holds" : "does not hold";
}

/** The evidence of one condition. `title` distinguishes several. */
function ConditionReasons(props: {
  readonly condition: ConditionExplanation;
  readonly parts: readonly ComboPart[];
  readonly title: string | null;
  readonly decimals: number;
  readonly session: Session;
}) {
  const { condition, title, decimals, session } = props;
  return (
    <>
      {title !== null && <h4 className={styles["leaf"]}>{title}</h4>}
      <dl className={`${styles["facts"]} ${styles["evidence"]}`}>
        {condition.indicator !== null && (
          <div>
            <dt>{INDICATOR_WORDS[condition.indicator.name]}</dt>
            <dd>{valueWords(condition.indicator.value, decimals)}</dd>
          </div>
        )}
        {condition.condition_candle !== null && (
          <div>
            <dt>Condition candle</dt>
            <dd>
              <CandleMoment
                start={condition.condition_candle.start}
                ut={condition.candle_ut}
                session={session}
              />
              : high {price(condition.condition_candle.high, decimals)}, low{" "}
              {price(condition.condition_candle.low, decimals)}, close{" "}
              {price(condition.condition_candle.close, decimals)}
            </dd>
          </div>
        )}
        {condition.expected_combo !== null && (
          <div>
            <dt>Looks for</dt>
            <dd>a {condition.expected_combo === "Buy" ? "buy" : "sell"} combo</dd>
          </div>
        )}
      </dl>
      {props.parts.length > 0 && (
        <ComboParts parts={props.parts} value={condition.indicator?.value ?? null} />
      )}
      {condition.alternatives.length > 0 && <Tests explanation={condition} decimals={decimals} />}
    </>
  );
}

/** What a run would do now, and whether the condition holds regardless of that. */
function verdictWords(explain: Explain, decimals: number, isPast: boolean): string {
  if (explain.outcome === "signal") {
    return isPast ? "The condition held." : "A run now would propose an order.";
  }
  const stands = explain.explanation === null ? null : standWords(explain.explanation, decimals);
  if (explain.outcome === "no_signal") return stands ?? "";
  const why = upperFirst(
    [explain.reason, explain.detail].filter((text) => text !== null).join(", "),
  );
  return stands === null ? `${why}.` : `${why}. ${stands}`;
}

function standWords(explanation: Explanation, decimals: number): string | null {
  const { holds, distance_points: distance, conditions, match } = explanation;
  if (holds === null) return null;
  if (conditions.length > 1) {
    const holding = conditions.filter((each) => each.holds === true).length;
    const needed = match === "all" ? "all are needed" : "one is needed";
    const away =
      holds || distance === null ? "" : `, ${distanceWords(distance, decimals)} points away`;
    return `${holding} of ${conditions.length} conditions hold; ${needed}${away}.`;
  }
  if (holds) return "The condition holds.";
  if (distance === null) return "There is no such combo on the last candles.";
  return `The condition is ${distanceWords(distance, decimals)} points away from holding.`;
}

/** A price difference with the instrument's decimals. Never rounded to zero, because the
 *  condition does not hold. */
function distanceWords(points: number, decimals: number): string {
  const least = 10 ** -decimals;
  return points < least / 2 ? `less than ${price(least, decimals)}` : price(points, decimals);
}

/** `Holds when close, or low, is in its range.` */
function alternativesWords(alternatives: ConditionExplanation["alternatives"]): string {
  const parts = alternatives.map((tests) => tests.map(({ element }) => element).join(" and "));
  return `Holds when ${parts.join(", or ")}${parts.length > 1 ? "," : ""} is in its range.`;
}

/** All compared numbers. The condition holds if all tests of one alternative hold. */
function Tests({
  explanation,
  decimals,
}: {
  readonly explanation: ConditionExplanation;
  readonly decimals: number;
}) {
  return (
    <ScrollArea label="Tests">
      <table className={table["table"]}>
        <caption className={styles["caption"]}>
          {alternativesWords(explanation.alternatives)}
        </caption>
        <thead>
          <tr>
            <th scope="col">Tested</th>
            <th scope="col" className={table["number"]}>
              Actual
            </th>
            <th scope="col">Wanted</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {explanation.alternatives.flatMap((tests, group) =>
            tests.map((test, place) => (
              <tr key={`${group}-${test.element}-${test.min}-${test.max}`}>
                <td>
                  {group > 0 && place === 0 && "or "}
                  {place > 0 && "and "}
                  {test.element}
                </td>
                <td className={table["number"]}>{price(test.actual, decimals)}</td>
                <td>{rangeWords(test, decimals)}</td>
                <td>
                  <Badge tone={test.holds ? "info" : "neutral"}>
                    {test.holds ? "holds" : "no"}
                  </Badge>
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </ScrollArea>
  );
}

function rangeWords(test: RangeTest, decimals: number): string {
  if (test.min !== null && test.max !== null) {
    if (test.min === test.max) return `exactly ${price(test.min, decimals)}`;
    return `${price(test.min, decimals)} to ${price(test.max, decimals)}`;
  }
  if (test.min !== null) return `${price(test.min, decimals)} or more`;
  return test.max === null ? "anything" : `${price(test.max, decimals)} or less`;
}
