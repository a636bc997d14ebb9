import type { SystemStatus } from "@bellwether/core/api";
import { type Session, sessionState } from "@bellwether/core/market";
import type { Instant } from "@bellwether/core/time";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Help } from "../../../help/help.tsx";
import type { HelpTerm } from "../../../help/help-texts.ts";
import { Moment } from "../../../time/moment.tsx";
import { Badge } from "../../../ui/badge.tsx";
import { Notice, QueryNotice } from "../../../ui/notice.tsx";
import { number } from "../../../ui/number.ts";
import { usePageTitle } from "../../../ui/page-title.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { statusQuery } from "../api/queries.ts";
import { isRecordingOver } from "../recording.ts";
import { Channels } from "./channels.tsx";
import { EngineControls } from "./engine-controls.tsx";
import { Queues } from "./queues.tsx";
import { Runs } from "./runs.tsx";
import styles from "./status.module.css";

/** System status: is it running, is it behind, are there dead letters. */
export function StatusPage() {
  const status = useQuery(statusQuery);
  usePageTitle("Status");
  return (
    <section aria-labelledby="status-title" className={styles["page"]}>
      <h1 id="status-title">Status</h1>
      <QueryNotice title="The status cannot be loaded." query={status} />
      {status.isPending && <Skeleton rows={8} label="Loading the status" />}
      {status.data !== undefined && <Status status={status.data} isCurrent={!status.isError} />}
    </section>
  );
}

function Status(props: {
  readonly status: SystemStatus;
  /** Whether the last request succeeded: an old status must not be shown as healthy. */
  readonly isCurrent: boolean;
}) {
  const { status } = props;
  return (
    <>
      {status.problems.length === 0 ? (
        props.isCurrent && <AllWell status={status} />
      ) : (
        <div role="alert" className={styles["problems"]}>
          <h2>Problems</h2>
          <ul>
            {status.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      <EngineControls status={status} />
      <div className={styles["tiles"]}>
        <Tile name="Market">
          {status.market.name}{" "}
          {status.market.simulated && <Badge tone="warn">invented prices</Badge>}
        </Tile>
        <Tile name="Market’s clock">
          <Moment at={status.market.clock} session={status.market.session} named />
        </Tile>
        <Tile name="Next run">
          {status.next_tick === null ? (
            <span>{status.paused ? "Paused" : "None"}</span>
          ) : (
            <Moment at={status.next_tick} session={status.market.session} named />
          )}
        </Tile>
        <Tile name="Session">
          <SessionWords session={status.market.session} clock={status.market.clock} />
        </Tile>
        <Tile name="Missed runs">
          <Alarming isAlarming={status.missed_runs.length > 0}>
            {number(status.missed_runs.length)}
          </Alarming>
        </Tile>
        <Tile name="Projection lag" help="projection">
          {status.stream.iterator_age_ms === null
            ? "not known yet"
            : duration(status.stream.iterator_age_ms)}
        </Tile>
        <Tile name="Parked stream records">
          <Alarming isAlarming={status.stream.parked > 0}>{number(status.stream.parked)}</Alarming>
        </Tile>
      </div>
      <Channels channels={status.channels} market={status.market} />
      <Queues queues={status.queues} />
      <MissedRuns missed={status.missed_runs} session={status.market.session} />
      <Runs runs={status.runs} session={status.market.session} />
    </>
  );
}

/** Shown if all parts are healthy. A failing workflow is for its owner to fix, but is listed
 *  here too. */
function AllWell({ status }: { readonly status: SystemStatus }) {
  if (status.paused) {
    return (
      <Notice tone="warn">
        There are no system problems, but the engine is paused: no workflow is evaluated.
      </Notice>
    );
  }
  if (isRecordingOver(status)) {
    return <Notice tone="warn">The recording has ended: there are no further runs.</Notice>;
  }
  const failed = status.runs[0]?.failed ?? 0;
  if (failed === 0) return <Notice tone="good">There are no problems.</Notice>;
  return (
    <Notice tone="warn">
      There are no system problems, but{" "}
      {failed === 1 ? "a workflow" : `${number(failed)} workflows`} failed in the last run: its
      reasons are below.
    </Notice>
  );
}

function Tile(props: {
  readonly name: string;
  readonly help?: HelpTerm;
  readonly children: ReactNode;
}) {
  return (
    <dl className={styles["tile"]}>
      <dt>
        <span>{props.name}</span> {props.help !== undefined && <Help term={props.help} />}
      </dt>
      <dd>{props.children}</dd>
    </dl>
  );
}

/** When the session ends, or the next one begins. */
function SessionWords(props: { readonly session: Session; readonly clock: Instant }) {
  const { session, clock } = props;
  const state = sessionState(session, clock);
  if (state.kind === "always") return <span>Always open</span>;
  return state.kind === "open" ? (
    <span>
      Open until <Moment at={state.until} session={session} />
    </span>
  ) : (
    <span>
      Opens <Moment at={state.opens} session={session} named />
    </span>
  );
}

function Alarming(props: { readonly isAlarming: boolean; readonly children: ReactNode }) {
  return props.isAlarming ? (
    <span className={styles["alarm"]}>{props.children}</span>
  ) : (
    <span>{props.children}</span>
  );
}

function MissedRuns({
  missed,
  session,
}: {
  readonly missed: SystemStatus["missed_runs"];
  readonly session: Session;
}) {
  if (missed.length === 0) return null;
  return (
    <section aria-labelledby="missed-title" className={styles["panel"]}>
      <h2 id="missed-title">Missed runs</h2>
      <p className={styles["soft"]}>These ticks were due, but nothing was evaluated.</p>
      <ul className={styles["missed"]}>
        {missed.map(({ tick }) => (
          <li key={tick}>
            <Moment at={tick} session={session} named />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Milliseconds in readable units: `0.2 s`, `4 min`. */
function duration(ms: number): string {
  if (ms < 1_000) return `${number(Math.round(ms))} ms`;
  if (ms < 120_000) return `${number(Math.round(ms / 100) / 10)} s`;
  return `${number(Math.round(ms / 60_000))} min`;
}
