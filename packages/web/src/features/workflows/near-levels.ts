type PriceRange = Readonly<{ minValue: number; maxValue: number }>;

/** A level counts for the scale while it is nearer to the candles than this part of their range. */
const NEAR = 0.5;

/** The range of prices to show: of the candles, and of the levels that are near them. */
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
