import type {
  IPrimitivePaneRenderer,
  ISeriesPrimitive,
  SeriesAttachedParameter,
} from "lightweight-charts";

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];

export type PanePrimitive = Readonly<{
  /** For `attachPrimitive` of a series. */
  primitive: ISeriesPrimitive;
  /** Asks the chart to draw again. No effect before it is attached. */
  redraw: () => void;
}>;

/** Something of ours in the pane of a chart, above all its lines. `draw` is called whenever the chart
 *  is drawn. */
export function panePrimitive(
  draw: (target: Target, on: SeriesAttachedParameter) => void,
): PanePrimitive {
  let attached: SeriesAttachedParameter | null = null;
  const renderer: IPrimitivePaneRenderer = {
    draw: (target) => {
      if (attached !== null) draw(target, attached);
    },
  };
  const views = [{ renderer: () => renderer, zOrder: () => "top" as const }];
  return {
    primitive: {
      attached: (parameters) => {
        attached = parameters;
      },
      detached: () => {
        attached = null;
      },
      paneViews: () => views,
    },
    redraw: () => attached?.requestUpdate(),
  };
}
