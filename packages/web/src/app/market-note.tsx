import type { SystemStatus } from "@bellwether/core/api";
import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../features/status/api/queries.ts";
import { isRecordingOver } from "../features/status/recording.ts";
import { exactTime, shortTime, zoneOf } from "../time/zone.ts";
import { useZone } from "../time/zone-choice.tsx";
import { Badge } from "../ui/badge.tsx";
import { number } from "../ui/number.ts";
import styles from "./shell.module.css";

/** The market and its clock, with a warning if prices are simulated or recorded. */
export function MarketNote() {
  const status = useQuery(statusQuery).data;
  const { choice } = useZone();
  if (status === undefined) return <span className={styles["market"]} />;
  const { market } = status;
  const zone = zoneOf(choice, market.session);
  return (
    <span className={styles["market"]}>
      <span className={styles["badges"]}>
        {status.paused && <Badge tone="warn">Paused</Badge>}
        {isRecordingOver(status) && <Badge tone="warn">Recording, over</Badge>}
        {market.replaying && <Replay progress={market.replay_progress} />}
        {market.simulated && (
          <span title="A simulated market: its prices are invented">
            <Badge tone="warn">
              Simulated<span className={styles["wide"]}> prices</span>
            </Badge>
          </span>
        )}
      </span>
      <span className={styles["time"]} title={exactTime(market.clock, zone)}>
        {!market.simulated && <span className={styles["wide"]}>{market.name}, </span>}
        <span className="visually-hidden">market time </span>
        {shortTime(market.clock, zone)}
      </span>
    </span>
  );
}

/** How far the replay has come. */
function Replay({ progress }: { readonly progress: SystemStatus["market"]["replay_progress"] }) {
  if (progress === null || progress.total === 0) return <Badge tone="warn">Replay</Badge>;
  const { done, total } = progress;
  return (
    <Badge tone="warn">
      Replay {Math.floor((100 * done) / total)} %
      <progress
        aria-label="Replay"
        className={styles["progress"]}
        value={done}
        max={total}
        title={`${number(done)} of ${number(total)} runs are replayed`}
      />
    </Badge>
  );
}
