import type { WorkflowDetail } from "@bellwether/core/api";
import { channelOf } from "@bellwether/core/channel";
import { type Session, sessionOf } from "@bellwether/core/market";
import type { Condition } from "@bellwether/core/workflow";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { Help } from "../../../../help/help.tsx";
import { Moment } from "../../../../time/moment.tsx";
import { calendarDay } from "../../../../time/zone.ts";
import { number } from "../../../../ui/number.ts";
import { explainQuery } from "../../api/queries.ts";
import { tradingViewUrl } from "../../trading-view.ts";
import { conditionWords, INDICATOR_WORDS, triggerWords, unitTimeWords } from "../../words.ts";
import styles from "./detail.module.css";
import { Fact } from "./fact.tsx";

const REPEAT_WORDS: Readonly<Record<WorkflowDetail["repeat"], string>> = {
  every_run: "While the condition continues to hold, it signals at every run.",
  once_per_candle: "While the condition continues to hold, it signals once per candle.",
  once_per_episode: "While the condition continues to hold, it signals once.",
};

const SESSION_WORDS: Readonly<Record<Session, string>> = {
  eu: "Europe",
  us: "United States",
  always: "Never closes",
};

function channelWords(notify: WorkflowDetail["notify"]): string {
  if (notify === null) return "";
  return `Announced in ${notify.map((name) => channelOf(name).label).join(", ")}.`;
}

/** The workflow in a trader's terms. */
export function Facts({ workflow }: { readonly workflow: WorkflowDetail }) {
  // Only the instrument's own data show that it trades around the clock.
  const session = useQuery(explainQuery(workflow.id)).data?.market ?? sessionOf(workflow);
  const { conditions, match, index, cfd } = workflow;
  return (
    <>
      <section className={styles["panel"]} aria-labelledby="condition-title">
        <h3 id="condition-title">{conditions.length === 1 ? "Condition" : "Conditions"}</h3>
        {conditions.length > 1 && (
          <p className={styles["soft"]}>
            {match === "all" ? "All of these have to hold." : "One of these has to hold."}
          </p>
        )}
        {conditions.map((condition) => (
          <ConditionFacts
            key={JSON.stringify(condition)}
            condition={condition}
            index={index}
            cfd={cfd}
          />
        ))}
      </section>
      <section className={styles["panel"]} aria-labelledby="trigger-title">
        <h3 id="trigger-title">Trigger</h3>
        <p className={styles["sentence"]}>{triggerWords(workflow.trigger, workflow.cfd)}</p>
        <p className={styles["soft"]}>
          {REPEAT_WORDS[workflow.repeat]} <Help term="episode" /> {channelWords(workflow.notify)}
        </p>
      </section>
      <section className={styles["panel"]} aria-labelledby="basics-title">
        <h3 id="basics-title">Basics</h3>
        <dl className={styles["facts"]}>
          <Fact name="Index" help="index">
            {workflow.index},{" "}
            <a href={tradingViewUrl(workflow.index)} target="_blank" rel="noreferrer">
              {workflow.index} on TradingView <ExternalLink size={12} aria-hidden="true" />
              <span className="visually-hidden">(opens in a new tab)</span>
            </a>
          </Fact>
          <Fact name="CFD" help="cfd">
            {workflow.cfd}
          </Fact>
          <Fact name="Session">{SESSION_WORDS[session]}</Fact>
          <Fact name="End date">
            {workflow.end_date === null ? "None" : calendarDay(workflow.end_date)}
          </Fact>
          <Fact name="Created">
            <Moment at={workflow.created_at} session={session} named dated />
          </Fact>
          <Fact name="Updated">
            <Moment at={workflow.updated_at} session={session} named dated />
          </Fact>
          <Fact name="Version">{number(workflow.version)}</Fact>
        </dl>
      </section>
    </>
  );
}

function ConditionFacts(props: {
  readonly condition: Condition;
  readonly index: string;
  readonly cfd: string;
}) {
  const { condition, index, cfd } = props;
  return (
    <>
      <p className={styles["sentence"]}>{conditionWords(condition, index, cfd)}</p>
      <dl className={styles["facts"]}>
        <Fact name="Indicator" help={condition.indicator.name}>
          {INDICATOR_WORDS[condition.indicator.name]}
        </Fact>
        <Fact name="Computed on">
          {index}, {unitTimeWords(condition.indicator.ut)}
        </Fact>
        <Fact name="Tested on">
          {cfd}, {unitTimeWords(condition.close.ut)}
        </Fact>
      </dl>
    </>
  );
}
