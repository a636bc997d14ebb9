import type { ISeriesPrimitive, SeriesAttachedParameter, Time } from "lightweight-charts";

/** A vertical line at a time on the axis, in CSS pixels. */
const WIDTH = 1;
const DASH = [4, 4];

type TimeLine = ISeriesPrimitive &
  Readonly<{
    /** To the first of these times that is on the axis. */
    moveTo: (times: readonly Time[]) => void;
  }>;

/** A vertical dashed line that marks the time which is explained. */
export function timeLine(colour: string): TimeLine {
  let attached: SeriesAttachedParameter | null = null;
  let times: readonly Time[] = [];
  const renderer: ReturnType<ReturnType<NonNullable<TimeLine["paneViews"]>>[number]["renderer"]> = {
    draw: (target) => {
      const scale = attached?.chart.timeScale();
      const x = times.map((at) => scale?.timeToCoordinate(at) ?? null).find((at) => at !== null);
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
    },
  };
  const views = [{ renderer: () => renderer, zOrder: () => "top" as const }];
  return {
    attached: (parameters) => {
      attached = parameters;
    },
    detached: () => {
      attached = null;
    },
    paneViews: () => views,
    moveTo: (next) => {
      times = next;
      attached?.requestUpdate();
    },
  };
}
