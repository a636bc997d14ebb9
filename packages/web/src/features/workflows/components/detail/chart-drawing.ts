import type { Chart, ChartLine, Explain } from "@bellwether/core/api";
import type { Instant } from "@bellwether/core/time";
import {
  type AutoscaleInfo,
  BaselineSeries,
  CandlestickSeries,
  createChart,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";
import { type ColouredLine, colouredLines } from "../../chart-lines.ts";
import { firstRange } from "../../first-range.ts";
import { withNearLevels } from "../../near-levels.ts";
import { candleAt } from "../../order-markers.ts";
import { drawMarkers, type Markers } from "./chart-markers.ts";
import { type Colour, chartOptions, coloursOf } from "./chart-style.ts";
import { timeLine } from "./chart-time-line.ts";

/** The colours of lines, in order. Five conditions have at most seven: two averages, two bands, and
 *  three zones or levels. Green and red are for directions. */
const LINE_COLOURS = [
  "--link",
  "--warn",
  "--violet",
  "--teal",
  "--pink",
  "--orange",
  "--text-soft",
] as const;
/** For a band edge further away than any price, which is drawn invisibly. */
const NO_LINE = "rgba(0, 0, 0, 0)";

type Range = { readonly from: number; readonly to: number };

export type Drawing = Readonly<{
  api: IChartApi;
  markers: Markers;
  /** Shows the order that a signal of now would propose, as a line at its price. */
  propose: (proposal: Proposal | null) => void;
  /** Draws a line at an instant's candle, and scrolls it into view; null for now. */
  pointAt: (at: Instant | null) => void;
}>;

type Proposal = NonNullable<Explain["proposal"]>;

/** Draws candles, indicator and orders into an element. The caller removes `api`. */
export function drawChart(
  element: HTMLElement,
  chart: Chart,
  zone: string | undefined,
  range: Range | null,
): Drawing {
  const colour = coloursOf(element);
  const api = createChart(element, chartOptions(colour, chart, zone));
  // The two edges of each zone follow one another.
  const edges = chart.lines.filter(({ kind }) => kind === "zone");
  for (let nth = 0; nth + 1 < edges.length; nth += 2) {
    const [low, high] = [edges[nth], edges[nth + 1]];
    if (low !== undefined && high !== undefined) drawBand(api, low, high, colour);
  }
  const candles = drawCandles(api, chart, colour);
  for (const each of colouredLines(chart)) drawLine(api, each, colour);
  const markers = drawMarkers(api, candles, chart, colour);
  const explained = timeLine(colour("--text-soft"));
  candles.attachPrimitive(explained.primitive);
  api
    .timeScale()
    .setVisibleLogicalRange(range ?? firstRange(chart.candles.length, element.clientWidth));
  return {
    api,
    markers,
    propose: proposalLine(candles, colour),
    pointAt: (at) => {
      const start = at === null ? undefined : candleAt(chart, at);
      // The candle of a recent tick may still be forming, and is then not on the chart.
      const newest = chart.candles.findLast(
        (candle) => start !== undefined && candle.start <= start,
      );
      explained.moveTo(
        [start, newest?.start].flatMap((each) => (each === undefined ? [] : time(each))),
      );
      if (start !== undefined) reveal(api, chart, start);
    },
  };
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

/** The palette's token of a line. */
export function lineToken({ colour }: ColouredLine): (typeof LINE_COLOURS)[number] {
  return LINE_COLOURS[colour % LINE_COLOURS.length] ?? "--link";
}

function drawLine(api: IChartApi, coloured: ColouredLine, colour: Colour): void {
  const { line } = coloured;
  const isComputed = !isLevel(line);
  const series = api.addSeries(LineSeries, {
    color: colour(lineToken(coloured)),
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

/** The proposed price as a line. A price that is out of view stays so: it must not flatten the
 *  candles. */
function proposalLine(candles: ISeriesApi<"Candlestick">, colour: Colour): Drawing["propose"] {
  let line: IPriceLine | null = null;
  return (proposal) => {
    if (line !== null) candles.removePriceLine(line);
    line = null;
    if (proposal === null) return;
    const isBuy = proposal.order_direction === "BUY";
    line = candles.createPriceLine({
      price: proposal.order_price,
      color: colour(isBuy ? "--buy" : "--sell"),
      lineWidth: 1,
      lineStyle: LineStyle.LargeDashed,
      axisLabelVisible: true,
      title: "proposed",
    });
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
