import type { Instant } from "@bellwether/core/time";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useSetting } from "../../../../settings/setting.ts";
import { theme } from "../../../../settings/settings.ts";
import { type Drawing, drawChart } from "./chart-drawing.ts";
import type { ChartView } from "./chart-view.ts";

/** Draws a chart into the element of the result. Redraws when the response, the zone or the theme
 *  changes, and keeps the scroll position and the zoom; what is marked changes without a redraw. */
export function useDrawing(
  props: ChartView &
    Readonly<{ zone: string | undefined; onPoint: (start: Instant | null) => void }>,
): RefObject<HTMLDivElement | null> {
  const { chart, zone, marks, proposal, at } = props;
  const frame = useRef<HTMLDivElement>(null);
  const ground = `${chart.workflow_id} ${chart.code} ${chart.ut}`;
  const scheme = useScheme();
  const drawing = useRef<Drawing | null>(null);
  const shown = useRef<{ ground: string; from: number; to: number } | null>(null);
  // The chart's listeners read the newest props here, so that new props do not redraw the chart.
  const listeners = useRef(props);
  useEffect(() => {
    listeners.current = props;
  });

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const range = shown.current?.ground === ground ? shown.current : null;
    const drawn = drawChart(element, chart, zone, range);
    drawing.current = drawn;
    const { marks: marked, proposal: proposed, at: explained } = listeners.current;
    drawn.markers.mark(marked);
    drawn.propose(proposed);
    drawn.pointAt(explained);
    drawn.api.subscribeCrosshairMove(({ time }) =>
      listeners.current.onPoint(typeof time === "number" ? time : null),
    );
    drawn.api.subscribeClick(({ time }) => {
      const id = drawn.markers.idsAt(time).at(-1);
      if (id !== undefined) listeners.current.onChoose(id);
    });
    return () => {
      const visible = drawn.api.timeScale().getVisibleLogicalRange();
      shown.current = visible === null ? null : { ground, from: visible.from, to: visible.to };
      drawing.current = null;
      drawn.api.remove();
    };
    // Colours are read while drawing, so a change of the colour scheme needs a redraw.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [frame, chart, zone, ground, scheme]);

  useEffect(() => drawing.current?.markers.mark(marks), [marks]);
  useEffect(() => drawing.current?.propose(proposal), [proposal]);
  useEffect(() => drawing.current?.pointAt(at), [at]);
  return frame;
}

/** Changes whenever the colour scheme does, by the trader's setting or the system's. */
function useScheme(): string {
  const chosen = useSetting(theme);
  const [isLight, setLight] = useState(() => lightScheme().matches);
  useEffect(() => {
    const query = lightScheme();
    const changed = () => setLight(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  return `${chosen} ${isLight}`;
}

function lightScheme(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: light)");
}
