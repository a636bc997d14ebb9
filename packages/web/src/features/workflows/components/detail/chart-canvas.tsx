import type { Chart, ChartLine } from "@bellwether/core/api";
import type { Candle } from "@bellwether/core/market";
import { outcomeText } from "@bellwether/core/outcome";
import type { Instant } from "@bellwether/core/time";
import { useState } from "react";
import {
  candleTime,
  candleZone,
  dayName,
  isIntraday,
  shortTime,
  zoneName,
  zoneOf,
} from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { dealWords, number, price } from "../../../../ui/number.ts";
import { orderMarkers } from "../../order-markers.ts";
import { proposalWords } from "../../proposal-words.ts";
import { LINE_COLOURS } from "./chart-drawing.ts";
import type { ChartView } from "./chart-view.ts";
import styles from "./detail.module.css";
import { useDrawing } from "./use-drawing.ts";

/** Draws the candles, the indicator's lines and the orders, with a text alternative. */
export default function ChartCanvas(props: ChartView) {
  const { chart, market } = props;
  const { choice } = useZone();
  const zone = candleZone(chart.ut, choice, market);
  const [pointed, setPointed] = useState<Instant | null>(null);
  const frame = useDrawing({ ...props, zone, onPoint: setPointed });
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
          // Two conditions may have lines of one name.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={`${line.name} ${place}`}>
            <i className={styles[`line${place % LINE_COLOURS.length}`]} aria-hidden="true" />
            {line.name} {priceAt(line, shown?.start, chart.price_decimals)}
          </span>
        ))}
        {chart.lines.length === 0 && <span>This indicator has no line to draw here.</span>}
        <span className={styles["deal"]}>{dealAt(props, pointed, zoneOf(choice, market))}</span>
      </figcaption>
      {/* The library creates its canvases inside it. */}
      <div
        ref={frame}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="img"
        aria-label={chartWords(props, zone)}
        className={styles["canvas"]}
      />
      <p className={styles["legend"]}>
        <span>{markedWords(chart)}</span>
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

/** The orders of the candle under the crosshair; elsewhere the time that is explained, or what would
 *  be proposed now. */
function dealAt(
  { chart, marks, proposal, decimals, at: explained }: ChartView,
  at: Instant | null,
  zone: string | undefined,
): string {
  const ids = new Set(
    orderMarkers(chart).flatMap(({ start, ids: marked }) => (start === at ? marked : [])),
  );
  const orders = chart.orders.filter(({ id }) => ids.has(id));
  const newest = orders.at(-1);
  if (newest === undefined) {
    if (explained !== null) return `Explained: the run of ${shortTime(explained, zone)}`;
    return proposal === null ? "" : upperFirst(proposalWords(proposal, decimals));
  }
  const side = newest.order_direction === "BUY" ? "Buy" : "Sell";
  const deal = `${side} ${dealWords(newest.order_quantity, newest.order_price, decimals)}`;
  const outcome = marks.outcomes.get(newest.id);
  const result = outcome === undefined ? "" : `, ${outcomeText(outcome, decimals, NUMBER_LOCALE)}`;
  return `${deal}${result}${orders.length > 1 ? `, the last of ${orders.length}` : ""}`;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function priceAt(line: ChartLine, start: number | undefined, decimals: number): string {
  const point = line.points.find((each) => each.start === start) ?? line.points.at(-1);
  return point === undefined ? "" : price(point.value, decimals);
}

/** `12 orders marked`; `newest 500 of 612 orders marked`. */
function markedWords({ orders, more_orders: more }: Chart): string {
  const count = number(orders.length);
  if (more > 0) return `newest ${count} of ${number(orders.length + more)} orders marked`;
  return `${count} ${orders.length === 1 ? "order" : "orders"} marked`;
}

function chartWords({ chart, proposal, decimals }: ChartView, zone: string | undefined): string {
  const [first, last] = [chart.candles[0], chart.candles.at(-1)];
  if (first === undefined || last === undefined) return `Chart of ${chart.code}, no candles`;
  const lines = chart.lines.map(
    (line) => `${line.name} ${priceAt(line, last.start, chart.price_decimals)}`,
  );
  return [
    `Chart of ${chart.code}: ${chart.candles.length} candles from ${dayName(first.start, zone)} to ${dayName(last.start, zone)}`,
    `last close ${price(last.close, chart.price_decimals)}`,
    ...lines,
    markedWords(chart),
    ...(proposal === null ? [] : [proposalWords(proposal, decimals)]),
  ].join(", ");
}
