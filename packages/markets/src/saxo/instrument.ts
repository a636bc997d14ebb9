import {
  type Instrument,
  MarketError,
  namedExchange,
  sessionOfExchange,
} from "@bellwether/core/market";
import type { Priority } from "../http/budget.ts";
import { byRank } from "../instrument-search.ts";
import type { AskSaxo } from "./client.ts";
import {
  detailsSchema,
  type FoundInstrument,
  type InstrumentDetails,
  searchSchema,
} from "./schema.ts";

/** An instrument with the two keys that identify it in Saxo's charts. */
export type SaxoInstrument = Readonly<{ instrument: Instrument; uic: number; assetType: string }>;

/** Asset types that can be charted and follow an exchange's hours. `CfdOnStock` is excluded: it has
 *  the stock's symbol, which would make every stock ambiguous. */
const ASSET_TYPES = ["Stock", "StockIndex", "CfdOnIndex", "CfdOnFutures", "Etf", "Etc", "Etn"];

/** Finds the one instrument with exactly this symbol. Rejects with `MarketError`; if there is no
 *  match, or more than one, the message lists the candidates. */
export async function readSaxoInstrument(
  ask: AskSaxo,
  code: string,
  priority: Priority,
): Promise<SaxoInstrument> {
  const found = await askForSymbols(ask, code, priority);
  const { Identifier: uic, AssetType: assetType } = theOne(code, found);
  const details = await ask(
    {
      group: "ref",
      path: `ref/v1/instruments/details/${uic}/${encodeURIComponent(assetType)}`,
      parameters: {},
      schema: detailsSchema,
    },
    priority,
  );
  if (details.Uic !== uic || details.AssetType !== assetType) {
    throw new MarketError("malformed", `Saxo returned another instrument than ${code}`, {
      retryable: false,
    });
  }
  return { instrument: instrumentOf(code, details), uic, assetType };
}

/** The symbols that Saxo finds for a text, each that it has once: another cannot be used. */
export async function searchSaxo(
  ask: AskSaxo,
  text: string,
  priority: Priority,
): Promise<readonly string[]> {
  const found = await askForSymbols(ask, text, priority);
  const counts = new Map<string, number>();
  for (const { Symbol } of found) counts.set(Symbol, (counts.get(Symbol) ?? 0) + 1);
  const once = found.filter(({ Symbol }) => counts.get(Symbol) === 1);
  const entries = once.map(({ Symbol, Description }) => ({ code: Symbol, name: Description }));
  return byRank(entries, text).map(({ code }) => code);
}

async function askForSymbols(
  ask: AskSaxo,
  text: string,
  priority: Priority,
): Promise<readonly FoundInstrument[]> {
  const { Data } = await ask(
    {
      group: "ref",
      path: "ref/v1/instruments",
      parameters: {
        Keywords: text,
        AssetTypes: ASSET_TYPES.join(","),
        // Indices can be charted but never traded.
        IncludeNonTradable: "true",
        $top: 100,
      },
      schema: searchSchema,
    },
    priority,
  );
  return Data;
}

function theOne(code: string, found: readonly FoundInstrument[]): FoundInstrument {
  const exact = found.filter(({ Symbol }) => Symbol === code);
  const [only] = exact;
  if (only !== undefined && exact.length === 1) return only;
  const candidates = (exact.length > 0 ? exact : found)
    .slice(0, 8)
    .map(({ Symbol, AssetType, Description }) => `${Symbol} (${AssetType}, ${Description})`);
  const problem =
    exact.length > 1
      ? `${code} is ambiguous at Saxo`
      : `Saxo has no instrument with exactly the symbol ${code}`;
  const hint = candidates.length > 0 ? `; there are: ${candidates.join(", ")}` : "";
  throw new MarketError("unknown-instrument", `${problem}${hint}`, { retryable: false });
}

function instrumentOf(code: string, details: InstrumentDetails): Instrument {
  const { Format, TickSize, TickSizeScheme } = details;
  const steps = [
    TickSize,
    TickSizeScheme?.DefaultTickSize,
    ...(TickSizeScheme?.Elements ?? []).map((element) => element.TickSize),
  ].filter((step) => step !== undefined);
  // Fractional prices count decimals differently; four decimals can show all of them.
  const isDecimal = Format.Decimals >= 0 && !/fractions/i.test(Format.Format ?? "");
  const decimals = isDecimal ? Math.min(10, Format.Decimals) : 4;
  return {
    code,
    name: details.Description,
    asset_type: details.AssetType,
    decimals,
    // A scheme has larger steps for higher prices. The smallest step is never too coarse.
    tick_size: steps.length > 0 ? Math.min(...steps) : Number((10 ** -decimals).toFixed(decimals)),
    ...sessionOf(code, details),
  };
}

/** Currencies of the indices whose exchanges follow European hours. */
const EUROPEAN_CURRENCIES = ["EUR", "GBP", "CHF", "SEK", "DKK", "NOK"];

/** The session, from the exchange in the symbol. Saxo's indices and their CFDs name none
 *  (`SP500.I`); they are quoted in the currency of their country. For other asset types Saxo does
 *  not provide it. */
function sessionOf(code: string, details: InstrumentDetails): Pick<Instrument, "market"> {
  const exchange = namedExchange(code);
  if (exchange !== undefined) return { market: sessionOfExchange(exchange) };
  if (!["StockIndex", "CfdOnIndex"].includes(details.AssetType)) return {};
  if (details.CurrencyCode === "USD") return { market: "us" };
  return EUROPEAN_CURRENCIES.includes(details.CurrencyCode) ? { market: "eu" } : {};
}
