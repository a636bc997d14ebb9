import type { Explain } from "@bellwether/core/api";
import type { Instant } from "@bellwether/core/time";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Help } from "../../../../help/help.tsx";
import { shortTime, zoneName, zoneOf } from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { Button } from "../../../../ui/button.tsx";
import { earlierTicks, placeOf } from "../../earlier-ticks.ts";
import styles from "./detail.module.css";

/** The slider is dragged over hundreds of ticks: only where it rests is explained. */
const REST_MS = 200;

/** Chooses a run of the last thirty days to explain; its right end is now. */
export function TimeSlider(props: {
  /** The explanation of now: the session, the instrument and the market's clock. */
  readonly now: Explain;
  readonly at: Instant | null;
  readonly onExplain: (at: Instant | null) => void;
}) {
  const { now, at, onExplain } = props;
  const { choice } = useZone();
  const { market, cfd, as_of: asOf } = now;
  const ticks = useMemo(
    () => earlierTicks({ session: market, code: cfd }, asOf),
    [market, cfd, asOf],
  );
  const chosen = placeOf(ticks, at);
  const [dragged, setDragged] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const place = dragged ?? chosen;
  const tick = ticks[place];
  const words =
    tick === undefined
      ? "Now"
      : `${shortTime(tick, zoneOf(choice, market))} ${zoneName(choice, market)}`;
  const go = (next: number) => onExplain(ticks[next] ?? null);
  const drag = (next: number) => {
    setDragged(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setDragged(null);
      go(next);
    }, REST_MS);
  };
  return (
    <div className={styles["slider"]}>
      <Button
        kind="quiet"
        aria-label="Run before"
        disabled={place === 0}
        onClick={() => go(place - 1)}
      >
        <ChevronLeft size={16} aria-hidden="true" />
      </Button>
      <input
        type="range"
        aria-label="Explained run"
        aria-valuetext={words}
        min={0}
        max={ticks.length}
        value={place}
        onChange={(event) => drag(Number(event.target.value))}
      />
      <Button
        kind="quiet"
        aria-label="Next run"
        disabled={place === ticks.length}
        onClick={() => go(place + 1)}
      >
        <ChevronRight size={16} aria-hidden="true" />
      </Button>
      <span className={styles["sliderTime"]}>{words}</span>
      {at !== null && <Button onClick={() => onExplain(null)}>Back to now</Button>}
      <Help term="time_machine" />
    </div>
  );
}
