import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { judgeCandles } from "./candles.ts";
import { judgeEngine } from "./engine.ts";
import { judgeFullstack } from "./fullstack.ts";
import { judgeIndicators } from "./indicators.ts";
import { judgeLoader } from "./loader.ts";
import type { Outcome } from "./outcome.ts";

/** The golden kinds with their file names. */
export const GOLDEN_FILES = {
  indicators: "indicators.json",
  candles: "candle_building.json",
  engine: "engine.json",
  fullstack: "engine_fullstack.json",
  loader: "loader.json",
} as const;
export type Kind = keyof typeof GOLDEN_FILES;

/** The sampled golden files in this repository. */
export const FIXTURE_DIRECTORY = fileURLToPath(new URL("fixture", import.meta.url));

export function isKind(text: string): text is Kind {
  return Object.hasOwn(GOLDEN_FILES, text);
}

/** Recomputes every case of a golden file, in order. Expects the documented format; any other
 *  throws a `TypeError`. */
export function judgeFile(kind: Kind, file: string): Outcome[] {
  return judgeGolden(kind, JSON.parse(readFileSync(file, "utf8")), dirname(file));
}

/** `directory`: the folder that contains `candles/` with the real candles. */
function judgeGolden(kind: Kind, golden: unknown, directory: string): Outcome[] {
  switch (kind) {
    case "indicators":
      return judgeIndicators(golden as Parameters<typeof judgeIndicators>[0], directory);
    case "candles":
      return judgeCandles(golden as Parameters<typeof judgeCandles>[0]);
    case "engine":
      return judgeEngine(golden as Parameters<typeof judgeEngine>[0]);
    case "fullstack":
      return judgeFullstack(golden as Parameters<typeof judgeFullstack>[0]);
    default:
      return judgeLoader(golden as Parameters<typeof judgeLoader>[0]);
  }
}
