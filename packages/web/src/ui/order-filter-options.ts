/** By which the pages of orders and of signals filter. */
export const DIRECTION_OPTIONS = [
  { value: "BUY", label: "Buy" },
  { value: "SELL", label: "Sell" },
] as const;

export const MODE_OPTIONS = [
  { value: "dry", label: "Dry run" },
  { value: "live", label: "Real" },
] as const;
