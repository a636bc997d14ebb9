type PriceRange = Readonly<{ minValue: number; maxValue: number }>;

/** A level affects the scale if its distance from the candles is below this fraction of their
 *  range. */
const NEAR = 0.5;

/** The price range to show: the candles and the levels near them. */
export function withNearLevels(range: PriceRange, levels: readonly number[]): PriceRange {
  const margin = (range.maxValue - range.minValue) * NEAR;
  const near = levels.filter(
    (level) => level >= range.minValue - margin && level <= range.maxValue + margin,
  );
  return {
    minValue: Math.min(range.minValue, ...near),
    maxValue: Math.max(range.maxValue, ...near),
  };
}
