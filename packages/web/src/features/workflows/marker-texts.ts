/** A marker, the text beside it, and where on the axis it is. */
export type MarkerText = Readonly<{
  text: string;
  /** The number of its candle. */
  candle: number;
  /** Markers above and below the candles do not touch. */
  direction: "BUY" | "SELL";
  /** The selected order: its text is always shown. */
  isChosen: boolean;
}>;

/** Of the chart's font, in pixels; a little wide, so that texts have space between them. */
const CHARACTER_WIDTH = 7;
/** In pixels. */
const ARROW_WIDTH = 10;
const GAP = 4;

/** The texts that cover neither another marker nor its text, for each marker; an empty string for a text
 *  without room. `spacing`: pixels from candle to candle. */
export function textsWithRoom(markers: readonly MarkerText[], spacing: number): readonly string[] {
  const shown = new Set(markers.filter(({ isChosen }) => isChosen));
  const widthOf = ({ text }: MarkerText) => Math.max(ARROW_WIDTH, text.length * CHARACTER_WIDTH);
  const touches = (one: MarkerText, other: MarkerText) => {
    if (one === other || one.direction !== other.direction) return false;
    const width = widthOf(one) + (shown.has(other) ? widthOf(other) : ARROW_WIDTH);
    return Math.abs(one.candle - other.candle) * spacing < width / 2 + GAP;
  };
  // The newest first.
  for (const marker of markers.toReversed()) {
    if (marker.text === "" || shown.has(marker)) continue;
    if (!markers.some((other) => touches(marker, other))) shown.add(marker);
  }
  return markers.map((marker) => (shown.has(marker) ? marker.text : ""));
}
