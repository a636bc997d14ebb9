import type { ChannelStatus, SystemStatus } from "@bellwether/core/api";
import { Moment } from "../../../time/moment.tsx";
import { zoneName } from "../../../time/zone.ts";
import { useZone } from "../../../time/zone-choice.tsx";
import { number } from "../../../ui/number.ts";
import { ScrollArea } from "../../../ui/scroll-area.tsx";
import table from "../../../ui/table.module.css";
import styles from "./status.module.css";

/** When each channel last sent a message and last failed, and what waits for it. */
export function Channels({ channels, market }: Pick<SystemStatus, "channels" | "market">) {
  const { choice } = useZone();
  if (channels.length === 0) return null;
  const zone = zoneName(choice, market.session);
  return (
    <section aria-labelledby="channels-title" className={styles["panel"]}>
      <h2 id="channels-title">Channels</h2>
      <ScrollArea label="Table of the channels">
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">Last sent ({zone})</th>
              <th scope="col">Last failure ({zone})</th>
              <th scope="col" className={table["number"]}>
                Waiting
              </th>
              <th scope="col" className={table["number"]}>
                Dead letters
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <Channel key={channel.name} channel={channel} session={market.session} />
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </section>
  );
}

function Channel(props: {
  readonly channel: ChannelStatus;
  readonly session: SystemStatus["market"]["session"];
}) {
  const { channel, session } = props;
  const { last_success_at: sent, last_failure_at: failed, last_failure: reason } = channel;
  return (
    <tr>
      <th scope="row">{channel.name}</th>
      <td className={table["time"]}>
        {sent === null ? "" : <Moment at={sent} session={session} />}
      </td>
      <td>
        {failed !== null && (
          <>
            <Moment at={failed} session={session} /> {reason}
          </>
        )}
      </td>
      <td className={table["number"]}>{number(channel.waiting)}</td>
      <td className={table["number"]}>
        <span className={channel.dead_letters > 0 ? styles["alarm"] : undefined}>
          {number(channel.dead_letters)}
        </span>
      </td>
    </tr>
  );
}
