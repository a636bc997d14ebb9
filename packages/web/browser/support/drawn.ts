import type { Locator } from "playwright-core";

/** Colours of the dark theme on the chart, as `red,green,blue`. */
export const BUY = "63,185,80";
export const SELL = "248,81,73";
/** Of a marked order. */
export const TEXT = "230,237,243";
/** Of lines, in their order. */
export const LINES = [
  "88,166,255",
  "210,153,34",
  "188,140,255",
  "57,197,207",
  "247,120,186",
  "255,166,87",
  "139,148,158",
] as const;

export type Drawn = Readonly<{
  pixels: number;
  /** The most pixels in one row of the chart, as a fraction of its width. */
  widest: number;
  /** The rows with any, as a fraction of its height. */
  tall: number;
}>;

/** What a chart's canvases show in each of these colours, without a transparency. */
export async function drawnOn(
  chart: Locator,
  colours: readonly string[],
): Promise<Readonly<Record<string, Drawn>>> {
  await chart.scrollIntoViewIfNeeded();
  return chart.evaluate((element, wanted) => {
    const found = new Map(wanted.map((colour) => [colour, { pixels: 0, widest: 0, rows: 0 }]));
    let [most, tallest] = [1, 1];
    for (const canvas of element.querySelectorAll("canvas")) {
      const { width, height } = canvas;
      most = Math.max(most, width);
      tallest = Math.max(tallest, height);
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, width, height);
      for (let y = 0; y < height; y += 1) {
        const inRow = new Map<string, number>();
        for (let place = y * width * 4; place < (y + 1) * width * 4; place += 4) {
          if (data[place + 3] !== 255) continue;
          const colour = `${data[place]},${data[place + 1]},${data[place + 2]}`;
          if (found.has(colour)) inRow.set(colour, (inRow.get(colour) ?? 0) + 1);
        }
        for (const [colour, count] of inRow) {
          const known = found.get(colour)!;
          known.pixels += count;
          known.rows += 1;
          known.widest = Math.max(known.widest, count);
        }
      }
    }
    return Object.fromEntries(
      [...found].map(([colour, { pixels, widest, rows }]) => [
        colour,
        { pixels, widest: widest / most, tall: rows / tallest },
      ]),
    );
  }, colours);
}
