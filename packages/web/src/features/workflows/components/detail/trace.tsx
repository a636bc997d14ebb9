import type { TraceHop } from "@bellwether/core/api";
import type { Session } from "@bellwether/core/market";
import { toIso } from "@bellwether/core/time";
import { useQuery } from "@tanstack/react-query";
import { exactTime, preciseTime, withLocalTimes, zoneOf } from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { QueryNotice } from "../../../../ui/notice.tsx";
import { Skeleton } from "../../../../ui/skeleton.tsx";
import { traceQuery } from "../../api/queries.ts";
import { hopStateWords, hopWords, traceSummary } from "../../trace-words.ts";
import styles from "./trace.module.css";

/** The path of an order as a line of its hops: when each was done, and where it waits or stopped. */
export function Trace(props: { readonly orderId: string; readonly session: Session }) {
  const trace = useQuery(traceQuery(props.orderId));
  const { choice } = useZone();
  const zone = zoneOf(choice, props.session);
  const hops = trace.data?.hops ?? [];
  return (
    <section aria-label="Trace" className={styles["trace"]}>
      {trace.isPending && <Skeleton rows={1} label="Loading the trace" />}
      <QueryNotice title="The trace cannot be loaded." query={trace} />
      {trace.data !== undefined && (
        <>
          <ol className={styles["hops"]}>
            {hops.map((hop) => (
              <li key={`${hop.hop} ${hop.consumer}`} data-state={hop.state}>
                <i aria-hidden="true" className={styles["dot"]} />
                <span>{hopWords(hop)}</span>
                <HopTime hop={hop} zone={zone}>
                  {hopStateWords(hop, hops)}
                </HopTime>
              </li>
            ))}
          </ol>
          <p className={styles["summary"]}>{withLocalTimes(traceSummary(hops), zone)}</p>
        </>
      )}
    </section>
  );
}

/** The first hop has its time of day, the others how long after it. By the machine's clock, which is
 *  not the market's in a replay. */
function HopTime(props: {
  readonly hop: TraceHop;
  readonly zone: string | undefined;
  readonly children: string;
}) {
  const { hop, zone, children } = props;
  if (hop.at_ms === null) {
    return (
      <span className={styles["time"]} title={hop.detail ?? undefined}>
        {children}
      </span>
    );
  }
  const at = Math.floor(hop.at_ms / 1_000);
  return (
    <time className={styles["time"]} dateTime={toIso(at)} title={exactTime(at, zone)}>
      {children === "" ? preciseTime(hop.at_ms / 1_000, zone) : children}
    </time>
  );
}
