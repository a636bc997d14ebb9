/** The requirements of a combo, in the order in which they are checked, in words. */
export const COMBO_PART_WORDS = {
  flat_band: "at least one Bollinger band is flat",
  trend: "the 50-period average rises or falls",
  close_past_average: "the close is on the trend's side of that average",
  close_within_band: "the close has not broken the outer band",
  pullback: "one of the last two candles came near the inner band or the average",
} as const;

type ComboPartName = keyof typeof COMBO_PART_WORDS;
export const COMBO_PARTS = Object.keys(COMBO_PART_WORDS) as [ComboPartName, ...ComboPartName[]];

/** `holds` is null where it depends on the direction, and there is no trend. */
export type ComboPart = Readonly<{ name: ComboPartName; holds: boolean | null }>;

/** What makes a combo that was found stronger, in words. */
export const COMBO_STRENGTH_WORDS = {
  macd: "the MACD is past its signal line",
  ma50_over_bb: "the average is past the outer band",
  price_within_bb: "a close of the last two is between the two bands",
  strong_ma50: "the trend is steep",
  both_bb_flat: "both bands are flat",
} as const;
