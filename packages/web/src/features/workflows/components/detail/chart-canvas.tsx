import type { Chart, ChartLine } from "@bellwether/core/api";
import type { Candle, Session } from "@bellwether/core/market";
import { useEffect, useRef, useState } from "react";
import { useSetting } from "../../../../settings/setting.ts";
import { theme } from "../../../../settings/settings.ts";
import { candleTime, candleZone, dayName, isIntraday, zoneName } from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { price } from "../../../../ui/number.ts";
import { type Drawing, drawChart, LINE_COLOURS } from "./chart-drawing.ts";
import styles from "./detail.module.css";

/** Draws the candles, the indicator's lines and the orders, with a text alternative. */
export default function ChartCanvas(props: {
  readonly chart: Chart;
  readonly market: Session;
  /** The order that is selected in the history. */
  readonly chosen: string | null;
  readonly onChoose: (orderId: string) => void;
}) {
  const { chart, market } = props;
  const frame = useRef<HTMLDivElement>(null);
  const { choice } = useZone();
  const zone = candleZone(chart.ut, choice, market);
  const [pointed, setPointed] = useState<number | null>(null);
  useDrawing(frame, { ...props, zone, onPoint: setPointed });
  const shown = chart.candles.find(({ start }) => start === pointed) ?? chart.candles.at(-1);

  return (
    <figure className={styles["chart"]}>
      <figcaption className={styles["legend"]}>
        {shown !== undefined && (
          <CandleWords
            candle={shown}
            chart={chart}
            time={candleTime(shown.start, chart.ut, zone)}
          />
        )}
        {chart.lines.map((line, place) => (
          <span key={`${line.kind} ${line.name}`}>
            <i className={styles[`line${place % LINE_COLOURS.length}`]} aria-hidden="true" />
            {line.name} {priceAt(line, shown?.start, chart.price_decimals)}
          </span>
        ))}
        {chart.lines.length === 0 && <span>This indicator has no line to draw here.</span>}
      </figcaption>
      {/* The library draws on canvases of its own inside it. */}
      <div
        ref={frame}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="img"
        aria-label={chartWords(chart, zone)}
        className={styles["canvas"]}
      />
      <p className={styles["legend"]}>
        <span className={styles["credit"]}>
          {isIntraday(chart.ut) && `Times: ${zoneName(choice, market)}. `}TradingView Lightweight
          Charts™, © 2025{" "}
          <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
            TradingView, Inc.
          </a>
        </span>
      </p>
    </figure>
  );
}

/** Open, high, low and close of the candle under the crosshair, or of the last one. */
function CandleWords(props: {
  readonly candle: Candle;
  readonly chart: Chart;
  readonly time: string;
}) {
  const { candle, chart } = props;
  const figure = (value: number) => price(value, chart.price_decimals);
  return (
    <span className={styles["candle"]}>
      {props.time} O {figure(candle.open)} H {figure(candle.high)} L {figure(candle.low)} C{" "}
      {figure(candle.close)}
    </span>
  );
}

/** Redraws when the response, the zone or the theme changes, and keeps the scroll position and
 *  the zoom. */
function useDrawing(
  frame: React.RefObject<HTMLDivElement | null>,
  props: {
    readonly chart: Chart;
    readonly zone: string | undefined;
    readonly chosen: string | null;
    readonly onChoose: (orderId: string) => void;
    readonly onPoint: (start: number | null) => void;
  },
): void {
  const { chart, zone, chosen } = props;
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
    drawn.markOrders(listeners.current.chosen);
    drawn.api.subscribeCrosshairMove(({ time }) =>
      listeners.current.onPoint(typeof time === "number" ? time : null),
    );
    drawn.api.subscribeClick(({ time }) => {
      const id = drawn.ordersAt(time).at(-1);
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

  useEffect(() => drawing.current?.markOrders(chosen), [chosen]);
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

function priceAt(line: ChartLine, start: number | undefined, decimals: number): string {
  const point = line.points.find((each) => each.start === start) ?? line.points.at(-1);
  return point === undefined ? "" : price(point.value, decimals);
}

function chartWords(chart: Chart, zone: string | undefined): string {
  const [first, last] = [chart.candles[0], chart.candles.at(-1)];
  if (first === undefined || last === undefined) return `Chart of ${chart.code}, no candles`;
  const lines = chart.lines.map(
    (line) => `${line.name} ${priceAt(line, last.start, chart.price_decimals)}`,
  );
  return [
    `Chart of ${chart.code}: ${chart.candles.length} candles from ${dayName(first.start, zone)} to ${dayName(last.start, zone)}`,
    `last close ${price(last.close, chart.price_decimals)}`,
    ...lines,
    `${chart.orders.length} ${chart.orders.length === 1 ? "order" : "orders"} marked`,
  ].join(", ");
}
