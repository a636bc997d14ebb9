export { bandsOf, bollingerBands, dispersion } from "./bollinger-bands.ts";
export { averageSlope, bandSlopes, combo } from "./combo.ts";
export { exponentialAverage } from "./exponential-average.ts";
export { IndicatorError } from "./indicator-error.ts";
export { movingAverage } from "./moving-average.ts";
export { roundDecimal } from "./rounding.ts";
export { averageTrueRange } from "./true-range.ts";
export { zeroLagMacd } from "./zero-lag-macd.ts";
