import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../features/status/api/queries.ts";
import { isRecordingOver } from "../features/status/recording.ts";
import { exactTime, shortTime, zoneOf } from "../time/zone.ts";
import { useZone } from "../time/zone-choice.tsx";
import { Badge } from "../ui/badge.tsx";
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
        {market.replaying && <Badge tone="warn">Replay</Badge>}
        {market.simulated && (
          <span title="A simulated market: its prices are invented">
            <Badge tone="warn">
              Simulated<span className={styles["wide"]}> prices</span>
            </Badge>
          </span>
        )}
      </span>
      <span className={styles["time"]} title={exactTime(market.clock, zone)}>
        <span className="visually-hidden">{market.name} market, </span>
        {shortTime(market.clock, zone)}
      </span>
    </span>
  );
}
