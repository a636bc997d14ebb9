import type { ChartLine } from "@bellwether/core/api";
import { expect, it } from "vitest";
import { colouredLines } from "./chart-lines.ts";

const line = (kind: ChartLine["kind"], name: string): ChartLine => ({ kind, name, points: [] });
const BANDS = [line("band", "Upper band"), line("band", "Lower band")];
const ZONE = [line("zone", "Zone low"), line("zone", "Zone high")];

const coloursOf = (...lines: readonly ChartLine[]) =>
  colouredLines({ lines: [...lines] }).map((each) => [each.line.name, each.colour]);

it("each line of the chart has a different colour, whatever the number of conditions", () => {
  expect(
    coloursOf(
      line("average", "50-period average"),
      ...BANDS,
      line("average", "7-period average"),
      line("level", "Level"),
      line("inclined", "Inclined line"),
    ).map(([, colour]) => colour),
  ).toEqual([0, 1, 2, 3, 4, 5]);
});

it("a computed line that two conditions share is drawn once; two different levels are drawn separately", () => {
  expect(coloursOf(...BANDS, ...BANDS, line("level", "Level"), line("level", "Level"))).toEqual([
    ["Upper band", 0],
    ["Lower band", 1],
    ["Level", 2],
    ["Level", 3],
  ]);
});

it("the edges of a zone share a colour, which another zone does not have", () => {
  expect(coloursOf(...ZONE, ...ZONE, line("level", "Level")).map(([, colour]) => colour)).toEqual([
    0, 0, 1, 1, 2,
  ]);
});
