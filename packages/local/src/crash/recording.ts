import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chanceOf } from "@bellwether/functions/adapter/market/simulated/chance";

const HALF_HOURS = 48 * 8;
/** A Monday, 2024-04-01T00:00:00Z. */
const BEGIN_MS = 1_711_929_600_000;
const LEVEL = 10_000;

export type Recording = Readonly<{ candles: string; workflows: string }>;

/** A recording that never closes and workflows that signal at about every other tick: a stream of
 *  signals to kill a process under. */
export function writeRecording(folder: string): Recording {
  const candles = path.join(folder, "candles");
  mkdirSync(candles, { recursive: true });
  const workflows = path.join(folder, "workflows.yml");
  const { uniform } = chanceOf("crash");
  const rows = Array.from({ length: HALF_HOURS }, (_, index) => {
    const start = new Date(BEGIN_MS + index * 1_800_000).toISOString().replace(".000", "");
    const close = LEVEL + Math.round((uniform() - 0.5) * 400) / 10;
    return `${start},${LEVEL},${LEVEL + 25 + index / 100},${LEVEL - 25 - index / 100},${close}`;
  });
  writeFileSync(
    path.join(candles, "CRASH.I.csv"),
    `start,open,high,low,close\n${rows.join("\n")}\n`,
  );
  const instrument = {
    name: "Never closed",
    asset_type: "CfdOnIndex",
    decimals: 2,
    tick_size: 0.01,
    market: "always",
  };
  writeFileSync(path.join(candles, "instruments.json"), JSON.stringify({ "CRASH.I": instrument }));
  const sides = ["above", "below", "above", "below"];
  writeFileSync(workflows, sides.map((side, index) => workflow(side, index)).join(""));
  return { candles, workflows };
}

function workflow(side: string, index: number): string {
  return `- name: crash ${index}
  index: CRASH.I
  cfd: CRASH.I
  enable: true
  dry_run: false
  conditions:
    - indicator: {name: polarite, ut: h1, value: ${LEVEL}}
      close: {direction: ${side}, ut: h1, spread: ${50 + index}}
      element: close
  trigger: {ut: h1, signal: breakout, location: higher, order_direction: buy, quantity: ${index + 1}}
`;
}
