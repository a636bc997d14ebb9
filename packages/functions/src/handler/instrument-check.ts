import { MarketError, type MarketPort } from "@bellwether/core/market";
import { orMarketError } from "./market-reading.ts";

/** Codes asked for at once, and at most: the market also serves the engine. */
const CODES_AT_ONCE = 8;
const MAX_CODES = 64;

/** Those of some codes that the market says it does not know. It is asked no further once it does not
 *  answer, or for more than 64 codes: each run reports what it cannot evaluate anyway. */
export async function unknownCodes(
  { findInstrument }: Pick<MarketPort, "findInstrument">,
  codes: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const asked = [...new Set(codes)].slice(0, MAX_CODES);
  const unknown = new Set<string>();
  for (let from = 0; from < asked.length; from += CODES_AT_ONCE) {
    const answers = await Promise.all(
      asked.slice(from, from + CODES_AT_ONCE).map(async (code) => {
        const answer = await orMarketError(findInstrument(code));
        if (!(answer instanceof MarketError)) return true;
        if (answer.code === "unknown-instrument") unknown.add(code);
        return answer.code === "unknown-instrument";
      }),
    );
    if (answers.includes(false)) break;
  }
  return unknown;
}
