import type { Chart, ChartLine } from "@bellwether/core/api";

/** A line of the chart, and the number of its colour, from 0. */
export type ColouredLine = Readonly<{ line: ChartLine; colour: number }>;

/** The lines to draw. Two conditions may have the same computed line, such as a combo and its band: it
 *  is drawn once. The edges of a zone follow one another and share a colour. */
export function colouredLines({ lines }: Pick<Chart, "lines">): readonly ColouredLine[] {
  const coloured: ColouredLine[] = [];
  const known = new Set<string>();
  let colour = -1;
  let isFirstEdge = false;
  for (const line of lines) {
    isFirstEdge = line.kind === "zone" && !isFirstEdge;
    if (line.kind === "average" || line.kind === "band") {
      if (known.has(line.name)) continue;
      known.add(line.name);
    }
    if (line.kind !== "zone" || isFirstEdge) colour += 1;
    coloured.push({ line, colour });
  }
  return coloured;
}
