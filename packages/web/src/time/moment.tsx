import type { Market } from "@bellwether/core/market/instrument";
import { type Instant, toIso } from "@bellwether/core/time/instant";
import { relativeTime } from "./relative-time.ts";
import { dayName, exactTime, shortTime, zoneOf } from "./zone.ts";
import { useZone } from "./zone-choice.tsx";

/** A point in time as tables show it, the exact time on hover. */
export function Moment({ at, market = "eu" }: { readonly at: Instant; readonly market?: Market }) {
  const { choice } = useZone();
  const zone = zoneOf(choice, market);
  return (
    <time dateTime={toIso(at)} title={exactTime(at, zone)}>
      {shortTime(at, zone)}
    </time>
  );
}

/** How long ago, counted from the answer's `as_of` and never from the browser's clock. */
export function Ago(props: {
  readonly at: Instant;
  readonly asOf: Instant;
  readonly market?: Market;
}) {
  const { choice } = useZone();
  const zone = zoneOf(choice, props.market ?? "eu");
  return (
    <time dateTime={toIso(props.at)} title={exactTime(props.at, zone)}>
      {relativeTime(props.at, props.asOf) ?? dayName(props.at, zone)}
    </time>
  );
}
