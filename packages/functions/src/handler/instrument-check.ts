import { type Instrument, MarketError, type MarketPort } from "@bellwether/core/market";
import { orMarketError } from "./market-reading.ts";

/** Codes asked for at once: the market also serves the engine. */
const CODES_AT_ONCE = 8;

export type CheckedCodes = Readonly<{
  /** Codes that the market does not list. */
  unknown: ReadonlySet<string>;
  instruments: ReadonlyMap<string, Instrument>;
  /** Codes that were not checked, because the market did not answer in time. */
  unchecked: readonly string[];
}>;

/** Checks codes with the market: none after it has failed to answer, or once `isLate`. What is not
 *  checked here is reported by the run that cannot evaluate it. */
export async function checkCodes(
  { findInstrument }: Pick<MarketPort, "findInstrument">,
  codes: Iterable<string>,
  isLate: () => boolean = () => false,
): Promise<CheckedCodes> {
  const all = [...new Set(codes)];
  const unknown = new Set<string>();
  const instruments = new Map<string, Instrument>();
  for (let from = 0; from < all.length && !isLate(); from += CODES_AT_ONCE) {
    const answers = await Promise.all(
      all.slice(from, from + CODES_AT_ONCE).map(async (code) => {
        const answer = await orMarketError(findInstrument(code));
        if (!(answer instanceof MarketError)) instruments.set(code, answer);
        else if (answer.code === "unknown-instrument") unknown.add(code);
        else return false;
        return true;
      }),
    );
    if (answers.includes(false)) break;
  }
  const unchecked = all.filter((code) => !unknown.has(code) && !instruments.has(code));
  return { unknown, instruments, unchecked };
}
