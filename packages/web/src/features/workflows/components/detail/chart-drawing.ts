import type { Chart, ChartLine } from "@bellwether/core/api";
import {
  type AutoscaleInfo,
  BaselineSeries,
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  TickMarkType,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { candleTime, clockTime, dayAndMonth, isIntraday, yearName } from "../../../../time/zone.ts";
import { dealWords, price } from "../../../../ui/number.ts";
import { withNearLevels } from "../../near-levels.ts";
import { orderMarkers } from "../../order-markers.ts";

/** In candles. */
const SHOWN_AT_FIRST = 80;
/** Line colours in order: a combo has three. The legend's classes are line0, line1, line2. */
export const LINE_COLOURS = ["--link", "--warn", "--violet"] as const;
/** For a band edge further away than any price, which is drawn invisibly. */
const NO_LINE = "rgba(0, 0, 0, 0)";

type Range = { readonly from: number; readonly to: number };
type Colour = (token: string) => string;

export type Drawing = Readonly<{
  api: IChartApi;
  /** Marks the orders, highlights the chosen one, and scrolls its candle into view. */
  markOrders: (chosen: string | null) => void;
  /** The ids of the orders marked at a time on the axis. */
  ordersAt: (time: Time | undefined) => readonly string[];
}>;

/** Draws candles, indicator and orders into an element. The caller removes `api`. */
export function drawChart(
  element: HTMLElement,
  chart: Chart,
  zone: string | undefined,
  range: Range | null,
): Drawing {
  const colour = coloursOf(element);
  const api = createChart(element, chartOptions(colour, chart, zone));
  const [low, high] = chart.lines.filter(({ kind }) => kind === "zone");
  if (low !== undefined && high !== undefined) drawBand(api, low, high, colour);
  const candles = drawCandles(api, chart, colour);
  for (const [place, line] of chart.lines.entries()) drawLine(api, line, place, colour);
  drawLastOrder(candles, chart, colour);
  const last = chart.candles.length;
  api.timeScale().setVisibleLogicalRange(range ?? { from: last - SHOWN_AT_FIRST, to: last + 4 });
  return { api, ...drawMarkers(api, candles, chart, colour) };
}

function drawCandles(api: IChartApi, chart: Chart, colour: Colour) {
  const levels = chart.lines
    .filter(isLevel)
    .flatMap(({ points }) => points.slice(-1).map(({ value }) => value));
  const series = api.addSeries(CandlestickSeries, {
    upColor: colour("--buy"),
    borderUpColor: colour("--buy"),
    wickUpColor: colour("--buy"),
    downColor: colour("--sell"),
    borderDownColor: colour("--sell"),
    wickDownColor: colour("--sell"),
    // Only the proposed price is dashed.
    priceLineVisible: false,
    priceFormat: {
      type: "price",
      precision: chart.price_decimals,
      minMove: 10 ** -chart.price_decimals,
    },
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => scaled(original(), levels),
  });
  series.setData(chart.candles.map((candle) => ({ ...candle, time: time(candle.start) })));
  return series;
}

function scaled(scale: AutoscaleInfo | null, levels: readonly number[]): AutoscaleInfo | null {
  const range = scale?.priceRange ?? null;
  if (scale === null || range === null) return scale;
  return { ...scale, priceRange: withNearLevels(range, levels) };
}

/** Levels drawn by the trader may be far from the prices and must not flatten the candles, so
 *  they affect the scale only while near. Computed indicators are always near. */
function isLevel({ kind }: ChartLine): boolean {
  return kind === "level" || kind === "zone" || kind === "inclined";
}

function drawLine(api: IChartApi, line: ChartLine, place: number, colour: Colour): void {
  const isComputed = !isLevel(line);
  const series = api.addSeries(LineSeries, {
    color: colour(LINE_COLOURS[place % LINE_COLOURS.length] ?? "--link"),
    lineWidth: 2,
    lineStyle: isComputed ? LineStyle.Solid : LineStyle.Dashed,
    priceLineVisible: false,
    crosshairMarkerVisible: false,
    // The candle series decides whether a level affects the scale.
    ...(!isComputed && { autoscaleInfoProvider: () => null }),
  });
  series.setData(line.points.map((point) => ({ time: time(point.start), value: point.value })));
}

/** Fills a zone between its edges, where the condition requires the price to be. */
function drawBand(api: IChartApi, low: ChartLine, high: ChartLine, colour: Colour): void {
  const series = api.addSeries(BaselineSeries, {
    baseValue: { type: "price", price: low.points[0]?.value ?? 0 },
    topFillColor1: colour("--zone"),
    topFillColor2: colour("--zone"),
    topLineColor: NO_LINE,
    bottomFillColor1: NO_LINE,
    bottomFillColor2: NO_LINE,
    bottomLineColor: NO_LINE,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerVisible: false,
    autoscaleInfoProvider: () => null,
  });
  series.setData(high.points.map((point) => ({ time: time(point.start), value: point.value })));
}

/** The latest proposed price. */
function drawLastOrder(candles: ISeriesApi<"Candlestick">, chart: Chart, colour: Colour): void {
  const order = chart.orders.at(-1);
  if (order === undefined) return;
  const isBuy = order.order_direction === "BUY";
  candles.createPriceLine({
    price: order.order_price,
    color: colour(isBuy ? "--buy" : "--sell"),
    lineWidth: 1,
    lineStyle: LineStyle.LargeDashed,
    axisLabelVisible: true,
    title: `${isBuy ? "Buy" : "Sell"} ${dealWords(order.order_quantity, order.order_price, chart.price_decimals)}`,
  });
}

/** Markers are on a separate series with a point at every order: the candle in which an order
 *  was proposed may still be forming, and is then not on the chart. */
function drawMarkers(
  api: IChartApi,
  candles: ISeriesApi<"Candlestick">,
  chart: Chart,
  colour: Colour,
): Pick<Drawing, "markOrders" | "ordersAt"> {
  const marked = orderMarkers(chart);
  const places = api.addSeries(LineSeries, {
    lineVisible: false,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerVisible: false,
    autoscaleInfoProvider: () => null,
  });
  const lastClose = chart.candles.at(-1)?.close ?? 0;
  const candleAt = new Map(chart.candles.map((candle) => [candle.start, candle]));
  const starts = [...new Set(marked.map(({ start }) => start))];
  places.setData(
    starts.map((start) => ({ time: time(start), value: candleAt.get(start)?.close ?? lastClose })),
  );
  const markers = createSeriesMarkers<Time>(candles, []);
  const forming = createSeriesMarkers<Time>(places, []);
  const markOrders = (chosen: string | null) => {
    const drawn = marked.map(({ start, direction, ids }) => {
      const isChosen = chosen !== null && ids.includes(chosen);
      return {
        time: time(start),
        position: direction === "BUY" ? ("belowBar" as const) : ("aboveBar" as const),
        shape: direction === "BUY" ? ("arrowUp" as const) : ("arrowDown" as const),
        color: colour(isChosen ? "--text" : direction === "BUY" ? "--buy" : "--sell"),
        size: isChosen ? 2 : 1,
      };
    });
    markers.setMarkers(drawn.filter((marker) => candleAt.has(marker.time)));
    forming.setMarkers(drawn.filter((marker) => !candleAt.has(marker.time)));
    const place = marked.findIndex(({ ids }) => chosen !== null && ids.includes(chosen));
    if (place !== -1) reveal(api, chart, marked[place]?.start ?? 0);
  };
  return {
    markOrders,
    ordersAt: (at) => marked.filter(({ start }) => start === at).flatMap(({ ids }) => ids),
  };
}

function reveal(api: IChartApi, chart: Chart, start: number): void {
  const found = chart.candles.findIndex((candle) => candle.start >= start);
  const place = found === -1 ? chart.candles.length : found;
  const visible = api.timeScale().getVisibleLogicalRange();
  if (visible === null || (place >= visible.from && place <= visible.to)) return;
  const half = (visible.to - visible.from) / 2;
  api.timeScale().setVisibleLogicalRange({ from: place - half, to: place + half });
}

const time = (instant: number) => instant as UTCTimestamp;

function chartOptions(colour: Colour, chart: Chart, zone: string | undefined) {
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: colour("--ground") },
      textColor: colour("--text-soft"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      // The logo adds a style element, which the page's content policy refuses; the notice and the
      // link that the licence requires are below the chart instead.
      attributionLogo: false,
    },
    grid: {
      vertLines: { color: colour("--line") },
      horzLines: { color: colour("--line") },
    },
    rightPriceScale: { borderColor: colour("--line-strong") },
    // The wheel scrolls the dialog; otherwise scrolling would stop over a large chart. Pinching,
    // dragging the axes and the wheel with Ctrl still zoom.
    handleScroll: { mouseWheel: false },
    handleScale: { mouseWheel: false },
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

/** As short as the library's default labels: there is room for about eight characters per tick
 *  mark. */
function tickWords(at: number, kind: TickMarkType, zone: string | undefined): string {
  if (kind === TickMarkType.Year) return yearName(at, zone);
  const isTime = kind === TickMarkType.Time || kind === TickMarkType.TimeWithSeconds;
  return isTime ? clockTime(at, zone) : dayAndMonth(at, zone);
}

/** The page's palette for the canvas, resolved for the theme. A custom property's value is still
 *  `light-dark(...)`; only a real property is resolved. */
function coloursOf(element: HTMLElement): Colour {
  return (token) => {
    const before = element.style.color;
    element.style.color = `var(${token})`;
    const resolved = getComputedStyle(element).color;
    element.style.color = before;
    return resolved;
  };
}
