import type { Chart } from "@bellwether/core/api";
import { type Outcome, outcomeSign, pointsText } from "@bellwether/core/outcome";
import {
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from "lightweight-charts";
import { NUMBER_LOCALE } from "../../../../ui/locale.ts";
import { type OrderMarker, orderMarkers } from "../../order-markers.ts";
import type { Colour } from "./chart-style.ts";

/** With more markers than this, only the marked one has its result beside it. */
const MOST_TEXTS = 24;

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
  const markers = createSeriesMarkers<Time>(candles, []);
  const forming = createSeriesMarkers<Time>(places, []);
  let shown: readonly OrderMarker[] = ordered;

  const mark = ({ chosen, outcomes, replayed }: Marks) => {
    const known = new Set(ordered.flatMap(({ ids }) => ids));
    const others = replayed.filter(({ ids }) => !ids.some((id) => known.has(id)));
    shown = [...ordered, ...others].toSorted((one, other) => one.start - other.start);
    const starts = [...new Set(shown.map(({ start }) => start))];
    places.setData(
      starts.map((start) => ({
        time: time(start),
        value: candleAt.get(start)?.close ?? lastClose,
      })),
    );
    const drawn = shown.map((marker) => {
      const isChosen = chosen !== null && marker.ids.includes(chosen);
      const outcome = outcomes.get(isChosen ? chosen : (marker.ids.at(-1) ?? ""));
      const hasText = isChosen || shown.length <= MOST_TEXTS;
      const text = hasText ? resultText(outcome, chart.price_decimals) : "";
      return {
        ...shapeOf(marker, others.includes(marker)),
        time: time(marker.start),
        color: colour(isChosen ? "--text" : colourOf(marker, outcome)),
        size: isChosen ? 2 : 1,
        ...(text !== "" && { text }),
      } satisfies SeriesMarker<Time>;
    });
    markers.setMarkers(drawn.filter((marker) => candleAt.has(marker.time)));
    forming.setMarkers(drawn.filter((marker) => !candleAt.has(marker.time)));
  };
  return {
    mark,
    idsAt: (at) => shown.filter(({ start }) => start === at).flatMap(({ ids }) => ids),
  };
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
