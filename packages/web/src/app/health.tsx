import type { SystemStatus } from "@bellwether/core/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { statusQuery } from "../features/status/api/queries.ts";
import { heard } from "../live/heard.ts";
import { clockTime, wallTime, zoneOf } from "../time/zone.ts";
import { useZone } from "../time/zone-choice.tsx";
import styles from "./shell.module.css";
import { countdownWords, healthOf } from "./system-health.ts";

/** On every page: system health, the age of the data, and the time of the next run. */
export function Health() {
  const status = useQuery(statusQuery);
  const { choice } = useZone();
  const heardAtMs = useSyncExternalStore(heard.subscribe, heard.current);
  const nowMs = useNow();
  const updatedAtMs = Math.max(status.dataUpdatedAt, heardAtMs);
  const ageSeconds = Math.max(0, Math.floor((nowMs - updatedAtMs) / 1_000));
  const { data } = status;
  if (data === undefined && !status.isError) return <span className={styles["health"]} />;
  const health = healthOf(data, ageSeconds, status.isError);
  return (
    <Link to="/status" className={styles["health"]} data-health={health.level}>
      <span className={styles["state"]}>
        <span className={styles["dot"]} aria-hidden="true" />
        <span className={styles["wide"]}>
          {health.isOld ? `Not up to date since ${wallTime(updatedAtMs / 1_000)}` : health.words}
        </span>
        <span className={styles["short"]} aria-hidden="true">
          {health.short}
        </span>
      </span>
      {!health.isOld && data !== undefined && (
        <>
          {data.next_tick !== null && (
            <span className={styles["ages"]}>
              next run{" "}
              {nextRunWords(data, nowMs - status.dataUpdatedAt, (tick) =>
                clockTime(tick, zoneOf(choice, data.market.session)),
              )}
            </span>
          )}
          <span className={styles["ages"]}>updated {ageSeconds} s ago</span>
        </>
      )}
    </Link>
  );
}

/** The clock of a simulated or replayed market is not in step with the wall clock, so a countdown
 *  would be wrong: show the time of day. */
function nextRunWords(
  { next_tick: tick, market }: SystemStatus,
  sinceMs: number,
  timeOf: (tick: number) => string,
): string {
  if (tick === null) return "";
  if (market.simulated || market.replaying) return `at ${timeOf(tick)}`;
  return `in ${countdownWords(tick - market.clock - sinceMs / 1_000)}`;
}

/** The wall clock, updated every second. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
