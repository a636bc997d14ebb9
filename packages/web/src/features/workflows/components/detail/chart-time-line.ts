import type { ISeriesPrimitive, Time } from "lightweight-charts";
import { panePrimitive } from "./chart-primitive.ts";

/** A vertical line at a time on the axis, in CSS pixels. */
const WIDTH = 1;
const DASH = [4, 4];

type TimeLine = Readonly<{
  primitive: ISeriesPrimitive;
  /** To the first of these times that is on the axis. */
  moveTo: (times: readonly Time[]) => void;
}>;

/** A vertical dashed line that marks the time which is explained. */
export function timeLine(colour: string): TimeLine {
  let times: readonly Time[] = [];
  const { primitive, redraw } = panePrimitive((target, { chart }) => {
    const scale = chart.timeScale();
    const x = times.map((at) => scale.timeToCoordinate(at)).find((at) => at !== null);
    if (x === undefined || x === null) return;
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio: ratio }) => {
      context.strokeStyle = colour;
      context.lineWidth = Math.max(1, Math.floor(WIDTH * ratio));
      context.setLineDash(DASH.map((length) => length * ratio));
      context.beginPath();
      context.moveTo(Math.round(x * ratio) + 0.5, 0);
      context.lineTo(Math.round(x * ratio) + 0.5, bitmapSize.height);
      context.stroke();
    });
  });
  return {
    primitive,
    moveTo: (next) => {
      times = next;
      redraw();
    },
  };
}
