import { type Instrument, MarketError, type MarketPort } from "@bellwether/core/market";
import { orMarketError } from "./market-reading.ts";

/** Codes asked for at once, and at most: the market also serves the engine. */
const CODES_AT_ONCE = 8;
export const MAX_CODES = 64;

export type CheckedCodes = Readonly<{
  /** Codes that the market says it does not know. */
  unknown: ReadonlySet<string>;
  instruments: ReadonlyMap<string, Instrument>;
  /** How many codes were too many to be looked up. */
  unchecked: number;
}>;

/** Checks codes with the market: at most 64, and none after the market has failed to answer. What is
 *  not checked here is reported by the run that cannot evaluate it. */
export async function checkCodes(
  { findInstrument }: Pick<MarketPort, "findInstrument">,
  codes: Iterable<string>,
): Promise<CheckedCodes> {
  const all = [...new Set(codes)];
  const asked = all.slice(0, MAX_CODES);
  const unknown = new Set<string>();
  const instruments = new Map<string, Instrument>();
  for (let from = 0; from < asked.length; from += CODES_AT_ONCE) {
    const answers = await Promise.all(
      asked.slice(from, from + CODES_AT_ONCE).map(async (code) => {
        const answer = await orMarketError(findInstrument(code));
        if (!(answer instanceof MarketError)) instruments.set(code, answer);
        else if (answer.code === "unknown-instrument") unknown.add(code);
        else return false;
        return true;
      }),
    );
    if (answers.includes(false)) break;
  }
  return { unknown, instruments, unchecked: all.length - asked.length };
}
