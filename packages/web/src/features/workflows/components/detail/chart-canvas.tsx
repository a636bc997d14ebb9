import type { Chart, ChartLine } from "@bellwether/core/api";
import type { Market } from "@bellwether/core/market";
import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  LineSeries,
  LineStyle,
  TickMarkType,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { useEffect, useRef } from "react";
import {
  candleTime,
  candleZone,
  clockTime,
  dayAndMonth,
  dayName,
  isIntraday,
  yearName,
  zoneName,
} from "../../../../time/zone.ts";
import { useZone } from "../../../../time/zone-choice.tsx";
import { price } from "../../../../ui/number.ts";
import { orderMarkers } from "../../order-markers.ts";
import styles from "./detail.module.css";

const SHOWN_AT_FIRST = 80;
/** Of the lines, in their order: a combo has three. The legend's are line0, line1, line2. */
const LINE_COLOURS = ["--link", "--warn", "--violet"] as const;

/** Draws the candles, the indicator's lines and the orders. What is drawn is also said in words. */
export default function ChartCanvas({
  chart,
  market,
}: {
  readonly chart: Chart;
  readonly market: Market;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const { choice } = useZone();
  const zone = candleZone(chart.ut, choice, market);
  const ground = `${chart.workflow_id} ${chart.code} ${chart.ut}`;
  const shown = useRef<{
    readonly ground: string;
    readonly from: number;
    readonly to: number;
  } | null>(null);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const range = shown.current?.ground === ground ? shown.current : null;
    let drawn = draw(element, chart, zone, range);
    const scheme = window.matchMedia("(prefers-color-scheme: light)");
    const redraw = () => {
      const visible = drawn.timeScale().getVisibleLogicalRange();
      drawn.remove();
      drawn = draw(element, chart, zone, visible);
    };
    scheme.addEventListener("change", redraw);
    return () => {
      scheme.removeEventListener("change", redraw);
      // A refresh draws anew at the place and the zoom the reader had.
      const visible = drawn.timeScale().getVisibleLogicalRange();
      shown.current = visible === null ? null : { ground, from: visible.from, to: visible.to };
      drawn.remove();
    };
  }, [chart, zone, ground]);

  return (
    <figure className={styles["chart"]}>
      {/* The library draws on canvases of its own inside it. */}
      <div
        ref={frame}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="img"
        aria-label={chartWords(chart, zone)}
        className={styles["canvas"]}
      />
      <figcaption className={styles["legend"]}>
        {chart.lines.map((line, place) => (
          <span key={`${line.kind} ${line.name}`}>
            <i className={styles[`line${place % LINE_COLOURS.length}`]} aria-hidden="true" />
            {line.name} {lastPrice(line, chart.price_decimals)}
          </span>
        ))}
        {chart.lines.length === 0 && <span>This indicator has no line to draw here.</span>}
        <span className={styles["credit"]}>
          {isIntraday(chart.ut) && `Times: ${zoneName(choice, market)}. `}TradingView Lightweight
          Charts™, © 2025{" "}
          <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
            TradingView, Inc.
          </a>
        </span>
      </figcaption>
    </figure>
  );
}

function lastPrice(line: ChartLine, decimals: number): string {
  const last = line.points.at(-1);
  return last === undefined ? "" : price(last.value, decimals);
}

function chartWords(chart: Chart, zone: string | undefined): string {
  const [first, last] = [chart.candles[0], chart.candles.at(-1)];
  if (first === undefined || last === undefined) return `Chart of ${chart.code}, no candles`;
  const lines = chart.lines.map((line) => `${line.name} ${lastPrice(line, chart.price_decimals)}`);
  return [
    `Chart of ${chart.code}: ${chart.candles.length} candles from ${dayName(first.start, zone)} to ${dayName(last.start, zone)}`,
    `last close ${price(last.close, chart.price_decimals)}`,
    ...lines,
    `${chart.orders.length} ${chart.orders.length === 1 ? "order" : "orders"} marked`,
  ].join(", ");
}

const time = (instant: number) => instant as UTCTimestamp;

function draw(
  element: HTMLElement,
  chart: Chart,
  zone: string | undefined,
  range: { readonly from: number; readonly to: number } | null,
): IChartApi {
  const colour = coloursOf(element);
  const api = createChart(element, chartOptions(colour, chart, zone));
  const candles = api.addSeries(CandlestickSeries, {
    upColor: colour("--buy"),
    borderUpColor: colour("--buy"),
    wickUpColor: colour("--buy"),
    downColor: colour("--sell"),
    borderDownColor: colour("--sell"),
    wickDownColor: colour("--sell"),
    priceFormat: {
      type: "price",
      precision: chart.price_decimals,
      minMove: 10 ** -chart.price_decimals,
    },
  });
  candles.setData(chart.candles.map((candle) => ({ ...candle, time: time(candle.start) })));
  for (const [place, line] of chart.lines.entries()) {
    const series = api.addSeries(LineSeries, {
      color: colour(LINE_COLOURS[place % LINE_COLOURS.length] ?? "--link"),
      lineWidth: 2,
      lineStyle:
        line.kind === "average" || line.kind === "band" ? LineStyle.Solid : LineStyle.Dashed,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    });
    series.setData(line.points.map((point) => ({ time: time(point.start), value: point.value })));
  }
  createSeriesMarkers(
    candles,
    orderMarkers(chart.candles, chart.orders).map((marker) => ({
      time: time(marker.start),
      position: marker.direction === "BUY" ? "belowBar" : "aboveBar",
      shape: marker.direction === "BUY" ? "arrowUp" : "arrowDown",
      color: colour(marker.direction === "BUY" ? "--buy" : "--sell"),
    })),
  );
  const last = chart.candles.length;
  api.timeScale().setVisibleLogicalRange(range ?? { from: last - SHOWN_AT_FIRST, to: last + 4 });
  return api;
}

function chartOptions(colour: (token: string) => string, chart: Chart, zone: string | undefined) {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colour("--ground") },
      textColor: colour("--text-soft"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      // The logo brings a style element of its own, which the page's content policy refuses; the
      // notice and the link that the licence asks for stand under the chart instead.
      attributionLogo: false,
    },
    grid: {
      vertLines: { color: colour("--line") },
      horzLines: { color: colour("--line") },
    },
    rightPriceScale: { borderColor: colour("--line-strong") },
    timeScale: {
      borderColor: colour("--line-strong"),
      timeVisible: isIntraday(chart.ut),
      secondsVisible: false,
      tickMarkFormatter: (at: Time, kind: TickMarkType) =>
        typeof at === "number" ? tickWords(at, kind, zone) : null,
    },
    localization: {
      priceFormatter: (value: number) => price(value, chart.price_decimals),
      timeFormatter: (at: Time) => (typeof at === "number" ? candleTime(at, chart.ut, zone) : ""),
    },
  };
}

/** As short as the library's own: it leaves about eight characters to a mark. */
function tickWords(at: number, kind: TickMarkType, zone: string | undefined): string {
  if (kind === TickMarkType.Year) return yearName(at, zone);
  const isTime = kind === TickMarkType.Time || kind === TickMarkType.TimeWithSeconds;
  return isTime ? clockTime(at, zone) : dayAndMonth(at, zone);
}

/** The page's own palette, as the canvas needs it: resolved. */
function coloursOf(element: HTMLElement): (token: string) => string {
  const style = getComputedStyle(element);
  return (token) => style.getPropertyValue(token).trim();
}
