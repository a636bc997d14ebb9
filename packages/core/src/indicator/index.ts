export { bandsOf, bollingerBands, dispersion } from "./bollinger-bands.ts";
export { averageSlope, bandSlopes, COMBO_CANDLES, combo, comboParts } from "./combo.ts";
export {
  COMBO_PART_WORDS,
  COMBO_PARTS,
  COMBO_STRENGTH_WORDS,
  type ComboPart,
} from "./combo-part.ts";
export { exponentialAverage } from "./exponential-average.ts";
export { IndicatorError } from "./indicator-error.ts";
export { movingAverage } from "./moving-average.ts";
export { precisionFor } from "./precision.ts";
export { roundDecimal } from "./rounding.ts";
export { averageTrueRange } from "./true-range.ts";
export { zeroLagMacd } from "./zero-lag-macd.ts";
