import type { ISeriesPrimitive, SeriesAttachedParameter, Time } from "lightweight-charts";

/** A vertical line at a time on the axis, in CSS pixels. */
const WIDTH = 1;
const DASH = [4, 4];

type TimeLine = ISeriesPrimitive & Readonly<{ moveTo: (at: Time | null) => void }>;

/** A vertical dashed line that marks the time which is explained. Not shown at null. */
export function timeLine(colour: string): TimeLine {
  let attached: SeriesAttachedParameter | null = null;
  let at: Time | null = null;
  const renderer: ReturnType<ReturnType<NonNullable<TimeLine["paneViews"]>>[number]["renderer"]> = {
    draw: (target) => {
      const x = at === null ? null : (attached?.chart.timeScale().timeToCoordinate(at) ?? null);
      if (x === null) return;
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
      at = next;
      attached?.requestUpdate();
    },
  };
}
