import type { ISeriesPrimitive, Time } from "lightweight-charts";
import { panePrimitive } from "./chart-primitive.ts";

/** A text beside the marker of a candle. */
export type Label = Readonly<{
  time: Time;
  /** The candle's high, or its low. */
  price: number;
  /** Nothing is drawn for an empty one. */
  text: string;
  colour: string;
  isAbove: boolean;
  /** The sizes of the markers between candle and text, added. */
  markerSize: number;
}>;

export type Labels = Readonly<{
  primitive: ISeriesPrimitive;
  show: (labels: readonly Label[]) => void;
}>;

/** In CSS pixels, as the library draws its markers: as wide as a candle, between these limits. */
const MARKER = { least: 12, most: 30 };
const GAP = 4;
const PADDING = 3;
const RADIUS = 3;
/** Candles stay visible through the background, lines do not cross the text. */
const OPACITY = 0.85;

/** Texts with a background, above all lines: the library's own have none, and a line that crosses
 *  figures makes them hard to read. */
export function labelsOn(background: string): Labels {
  let labels: readonly Label[] = [];
  const { primitive, redraw } = panePrimitive((target, { chart, series }) => {
    const { fontFamily, fontSize } = chart.options().layout;
    const scale = chart.timeScale();
    const spacing = scale.options().barSpacing;
    const marker = Math.min(Math.max(spacing, MARKER.least), MARKER.most);
    target.useMediaCoordinateSpace(({ context }) => {
      context.font = `${fontSize}px ${fontFamily}`;
      context.textAlign = "center";
      context.textBaseline = "middle";
      for (const { time, price, text, colour, isAbove, markerSize } of labels) {
        const x = scale.timeToCoordinate(time);
        const edge = series.priceToCoordinate(price);
        if (text === "" || x === null || edge === null) continue;
        const height = fontSize + PADDING * 2;
        const away = GAP + marker * markerSize + height / 2;
        const y = isAbove ? edge - away : edge + away;
        const width = context.measureText(text).width + PADDING * 2;
        context.globalAlpha = OPACITY;
        context.fillStyle = background;
        context.beginPath();
        context.roundRect(x - width / 2, y - height / 2, width, height, RADIUS);
        context.fill();
        context.globalAlpha = 1;
        context.fillStyle = colour;
        context.fillText(text, x, y);
      }
    });
  });
  return {
    primitive,
    show: (next) => {
      labels = next;
      redraw();
    },
  };
}
