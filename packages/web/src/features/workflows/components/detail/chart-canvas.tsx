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
import { colouredLines } from "../../chart-lines.ts";
import { orderMarkers, replayedAlone } from "../../order-markers.ts";
import { proposalWords } from "../../proposal-words.ts";
import { upperFirst } from "../../words.ts";
import { lineToken } from "./chart-drawing.ts";
import type { ChartView } from "./chart-view.ts";
import styles from "./detail.module.css";
import { useDrawing } from "./use-drawing.ts";

/** Draws the candles, the indicator's lines and the orders, with a text alternative. */
export default function ChartCanvas(props: ChartView) {
  const { chart, session } = props;
  const { choice } = useZone();
  const zone = candleZone(chart.ut, choice, session);
  const [pointed, setPointed] = useState<Instant | null>(null);
  const frame = useDrawing({ ...props, zone, onPoint: setPointed });
  const lines = colouredLines(chart);
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
        {lines.map((each, place) => (
          // Two conditions may have lines of one name.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={`${each.line.name} ${place}`}>
            <i style={{ background: `var(${lineToken(each)})` }} aria-hidden="true" />
            {each.line.name} {priceAt(each.line, shown?.start, chart.price_decimals)}
          </span>
        ))}
        {lines.length === 0 && <span>This indicator has no line to draw here.</span>}
        <span className={styles["deal"]}>{dealAt(props, pointed, zoneOf(choice, session))}</span>
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
        <span>{markedWords(props)}</span>
        <span className={styles["credit"]}>
          {isIntraday(chart.ut) && `Times: ${zoneName(choice, session)}. `}TradingView Lightweight
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

function priceAt(line: ChartLine, start: number | undefined, decimals: number): string {
  const point = line.points.find((each) => each.start === start) ?? line.points.at(-1);
  return point === undefined ? "" : price(point.value, decimals);
}

/** `12 orders marked`; `newest 500 of 612 orders marked, 30 signals of the replay`. */
function markedWords({ chart, marks }: ChartView): string {
  const { orders, more_orders: more } = chart;
  const replayed = replayedAlone(chart, marks).flatMap(({ ids }) => ids).length;
  const ofReplay = replayed === 0 ? "" : `, ${countWords(replayed, "signal")} of the replay`;
  if (more > 0) {
    const all = number(orders.length + more);
    return `newest ${number(orders.length)} of ${all} orders marked${ofReplay}`;
  }
  return `${countWords(orders.length, "order")} marked${ofReplay}`;
}

function countWords(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function chartWords(view: ChartView, zone: string | undefined): string {
  const { chart, proposal, decimals } = view;
  const [first, last] = [chart.candles[0], chart.candles.at(-1)];
  if (first === undefined || last === undefined) return `Chart of ${chart.code}, no candles`;
  const lines = colouredLines(chart).map(
    ({ line }) => `${line.name} ${priceAt(line, last.start, chart.price_decimals)}`,
  );
  return [
    `Chart of ${chart.code}: ${chart.candles.length} candles from ${dayName(first.start, zone)} to ${dayName(last.start, zone)}`,
    `last close ${price(last.close, chart.price_decimals)}`,
    ...lines,
    markedWords(view),
    ...(proposal === null ? [] : [proposalWords(proposal, decimals)]),
  ].join(", ");
}
