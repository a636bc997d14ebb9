import type { Session, UnitTime } from "@bellwether/core/market";
import { type Instant, toIso } from "@bellwether/core/time";
import { relativeTime } from "./relative-time.ts";
import {
  candleTime,
  candleZone,
  datedTime,
  dayName,
  exactTime,
  isIntraday,
  shortTime,
  withLocalTimes,
  zoneName,
  zoneOf,
} from "./zone.ts";
import { useZone } from "./zone-choice.tsx";

/** An instant as tables show it, with the exact time on hover. */
export function Moment(props: {
  readonly at: Instant;
  readonly session?: Session;
  /** For a column with times of several exchanges. */
  readonly named?: boolean;
  /** For times that may be in another year. */
  readonly dated?: boolean;
}) {
  const { at, session = "eu" } = props;
  const { choice } = useZone();
  const zone = zoneOf(choice, session);
  return (
    <time dateTime={toIso(at)} title={exactTime(at, zone)}>
      {props.dated === true ? datedTime(at, zone) : shortTime(at, zone)}
      {props.named === true && choice === "exchange" && ` ${zoneName(choice, session)}`}
    </time>
  );
}

/** A text from the server, in which times are in UTC. */
export function TextWithMoments(props: { readonly text: string; readonly session?: Session }) {
  const { choice } = useZone();
  return withLocalTimes(props.text, zoneOf(choice, props.session ?? "eu"));
}

/** The start of a candle; intraday candles have the exact time on hover. */
export function CandleMoment(props: {
  readonly start: Instant;
  readonly ut: UnitTime;
  readonly session: Session;
}) {
  const { start, ut, session } = props;
  const { choice } = useZone();
  const zone = candleZone(ut, choice, session);
  return (
    <time dateTime={toIso(start)} title={isIntraday(ut) ? exactTime(start, zone) : undefined}>
      {candleTime(start, ut, zone)}
    </time>
  );
}

/** The age relative to the response's `as_of`, not to the browser's clock. */
export function Ago(props: {
  readonly at: Instant;
  readonly asOf: Instant;
  readonly session?: Session;
}) {
  const { choice } = useZone();
  const zone = zoneOf(choice, props.session ?? "eu");
  return (
    <time dateTime={toIso(props.at)} title={exactTime(props.at, zone)}>
      {relativeTime(props.at, props.asOf) ?? dayName(props.at, zone)}
    </time>
  );
}
