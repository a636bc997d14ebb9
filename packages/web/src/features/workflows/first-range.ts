/** In candles. */
const MOST = 80;
const LEAST = 20;
/** In pixels: of a candle with its gap, of the price axis, and of the words at the proposed price. */
const CANDLE = 6;
const AXIS = 70;
const WORDS = 72;

/** The candles that a chart of some width in pixels shows at first, by their numbers: the newest, as
 *  many as are legible, and free space at the right for the words of the price line. */
export function firstRange(
  count: number,
  width: number,
): { readonly from: number; readonly to: number } {
  const room = Math.max(width - AXIS - WORDS, LEAST * CANDLE);
  const shown = Math.min(MOST, Math.floor(room / CANDLE));
  return { from: count - shown, to: count + Math.ceil((WORDS * shown) / room) };
}
