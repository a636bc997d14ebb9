import type { Chart } from "@bellwether/core/api";
import { type Outcome, outcomeSign, pointsText } from "@bellwether/core/outcome";
import {
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  type SeriesMarkerBar,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { textsWithRoom } from "../../marker-texts.ts";
import { type OrderMarker, orderMarkers, replayedAlone } from "../../order-markers.ts";
import { type Label, labelsOn } from "./chart-labels.ts";
import type { Colour } from "./chart-style.ts";

/** What is marked on the candles, besides the orders of the chart. */
export type Marks = Readonly<{
  /** The id of the order that is selected. */
  chosen: string | null;
  outcomes: ReadonlyMap<string, Outcome>;
  /** Signals of a replay. */
  replayed: readonly OrderMarker[];
}>;

export type Markers = Readonly<{
  mark: (marks: Marks) => void;
  /** The ids of what is marked at a time on the axis. */
  idsAt: (at: Time | undefined) => readonly string[];
}>;

/** Arrows for orders, circles for signals of a replay. Without a fill they are grey. They are on a
 *  separate series where the candle is not on the chart: an order is proposed while its candle is
 *  still forming. */
export function drawMarkers(
  api: IChartApi,
  candles: ISeriesApi<"Candlestick">,
  chart: Chart,
  colour: Colour,
): Markers {
  const ordered = orderMarkers(chart);
  const places = api.addSeries(LineSeries, {
    lineVisible: false,
    priceLineVisible: false,
    lastValueVisible: false,
    crosshairMarkerVisible: false,
    autoscaleInfoProvider: () => null,
  });
  const lastClose = chart.candles.at(-1)?.close ?? 0;
  const candleAt = new Map(chart.candles.map((candle) => [candle.start, candle]));
  const placeAt = new Map(chart.candles.map(({ start }, place) => [start, place]));
  const markers = createSeriesMarkers<Time>(candles, []);
  const forming = createSeriesMarkers<Time>(places, []);
  const labels = labelsOn(colour("--ground"));
  candles.attachPrimitive(labels.primitive);
  let shown: readonly OrderMarker[] = ordered;
  let marks: Marks = { chosen: null, outcomes: new Map(), replayed: [] };

  const draw = () => {
    const texts = textsWithRoom(
      shown.map((marker) => ({
        text: resultText(outcomeOf(marker, marks), chart.price_decimals),
        candle: placeAt.get(marker.start) ?? chart.candles.length,
        direction: marker.direction,
        isChosen: isChosen(marker, marks),
      })),
      spacingOf(api),
    );
    const drawn = shown.map((marker) => ({
      ...lookOf(marker, marks, !ordered.includes(marker), colour),
      time: time(marker.start),
    }));
    markers.setMarkers(drawn.filter((marker) => candleAt.has(marker.time)));
    forming.setMarkers(drawn.filter((marker) => !candleAt.has(marker.time)));
    labels.show(
      drawn.map((marker, nth) => ({
        ...besideMarker(marker, candleAt.get(marker.time), lastClose),
        text: texts[nth] ?? "",
        markerSize: sizeAt(drawn, marker),
      })),
    );
  };
  drawAtEachZoom(api, draw);
  return {
    mark: (next) => {
      marks = next;
      shown = [...ordered, ...replayedAlone(chart, next)].toSorted(
        (one, other) => one.start - other.start,
      );
      const starts = [...new Set(shown.map(({ start }) => start))];
      places.setData(
        starts.map((start) => ({
          time: time(start),
          value: candleAt.get(start)?.close ?? lastClose,
        })),
      );
      draw();
    },
    idsAt: (at) => shown.filter(({ start }) => start === at).flatMap(({ ids }) => ids),
  };
}

function isChosen({ ids }: OrderMarker, { chosen }: Marks): boolean {
  return chosen !== null && ids.includes(chosen);
}

/** Of the chosen order, or of the newest one that is marked. */
function outcomeOf(marker: OrderMarker, marks: Marks): Outcome | undefined {
  const id = isChosen(marker, marks) ? marks.chosen : marker.ids.at(-1);
  return marks.outcomes.get(id ?? "");
}

function lookOf(
  marker: OrderMarker,
  marks: Marks,
  isReplayed: boolean,
  colour: Colour,
): Omit<SeriesMarkerBar<Time>, "time"> {
  const isMarked = isChosen(marker, marks);
  return {
    ...shapeOf(marker, isReplayed),
    color: colour(isMarked ? "--text" : colourOf(marker, outcomeOf(marker, marks))),
    size: isMarked ? 2 : 1,
  };
}

/** On the marker's side of its candle. One that is still forming has no candle yet. */
function besideMarker(
  { time: at, color: colour, position }: SeriesMarkerBar<Time>,
  candle: Chart["candles"][number] | undefined,
  lastClose: number,
): Pick<Label, "time" | "colour" | "isAbove" | "price"> {
  const isAbove = position === "aboveBar";
  return { time: at, colour, isAbove, price: (isAbove ? candle?.high : candle?.low) ?? lastClose };
}

/** The sizes of all markers on the same side of a candle, which are stacked. */
function sizeAt(
  drawn: readonly SeriesMarkerBar<Time>[],
  { time: at, position }: SeriesMarkerBar<Time>,
): number {
  return drawn
    .filter((other) => other.time === at && other.position === position)
    .reduce((sum, { size = 1 }) => sum + size, 0);
}

/** In pixels from candle to candle. */
function spacingOf(api: IChartApi): number {
  const visible = api.timeScale().getVisibleLogicalRange();
  if (visible === null) return 0;
  return api.timeScale().width() / Math.max(1, visible.to - visible.from);
}

/** A zoom, or another width, changes which texts have room. */
function drawAtEachZoom(api: IChartApi, draw: () => void): void {
  let drawnAt = spacingOf(api);
  const drawAgain = () => {
    const spacing = spacingOf(api);
    if (Math.abs(spacing - drawnAt) <= drawnAt / 50) return;
    drawnAt = spacing;
    draw();
  };
  api.timeScale().subscribeVisibleLogicalRangeChange(drawAgain);
  api.timeScale().subscribeSizeChange(drawAgain);
}

function shapeOf({ direction }: OrderMarker, isReplayed: boolean) {
  const isBuy = direction === "BUY";
  const arrow = isBuy ? ("arrowUp" as const) : ("arrowDown" as const);
  return {
    position: isBuy ? ("belowBar" as const) : ("aboveBar" as const),
    shape: isReplayed ? ("circle" as const) : arrow,
  };
}

/** An order whose outcome is not known yet looks as if it filled. */
function colourOf({ direction }: OrderMarker, outcome: Outcome | undefined): string {
  if (outcome !== undefined && outcome.kind !== "filled") return "--text-soft";
  return direction === "BUY" ? "--buy" : "--sell";
}

/** `+35.20`; `not filled`; nothing while it waits. */
function resultText(outcome: Outcome | undefined, decimals: number): string {
  if (outcome === undefined || outcome.kind === "waiting") return "";
  if (outcome.kind === "not_filled") return "not filled";
  if (outcomeSign(outcome) === null) return "0";
  return pointsText(outcome.after.d1 ?? outcome.latest, decimals, NUMBER_LOCALE);
}

const time = (instant: number) => instant as UTCTimestamp;
