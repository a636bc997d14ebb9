import { HOUR_SECONDS, MINUTE_SECONDS } from "../time/instant.ts";
import type { Session } from "./instrument.ts";

/** When trading ends, in seconds after local midnight: Paris time for Europe, New York time for the
 *  US. */
type Closing = Readonly<{ full: number; half: number }>;

const at = (hours: number, minutes: number): number =>
  hours * HOUR_SECONDS + minutes * MINUTE_SECONDS;

/** Exchanges with a known calendar, with the end of continuous trading on a full day and on a half
 *  day. Nasdaq has the trading days of NYSE. Xetra's last auction of a half day begins at 14:00 and
 *  may run over. `other_european` covers every exchange not listed: it has the trading days of
 *  Euronext and the earliest closing time in Europe. */
export const EXCHANGES = {
  euronext_paris: { full: at(17, 30), half: at(14, 5) },
  xetra: { full: at(17, 30), half: at(14, 5) },
  london: { full: at(17, 30), half: at(13, 30) },
  six: { full: at(17, 30), half: at(17, 30) },
  stockholm: { full: at(17, 30), half: at(13, 0) },
  copenhagen: { full: at(17, 0), half: at(17, 0) },
  helsinki: { full: at(17, 30), half: at(17, 30) },
  oslo: { full: at(16, 20), half: at(13, 0) },
  milan: { full: at(17, 30), half: at(17, 30) },
  madrid: { full: at(17, 30), half: at(14, 0) },
  vienna: { full: at(17, 30), half: at(14, 15) },
  dublin: { full: at(17, 28), half: at(13, 28) },
  other_european: { full: at(16, 20), half: at(13, 0) },
  nyse: { full: at(16, 0), half: at(13, 0) },
  nasdaq: { full: at(16, 0), half: at(13, 0) },
} as const satisfies Readonly<Record<string, Closing>>;
export type Exchange = keyof typeof EXCHANGES;

/** By the suffix of a symbol: the exchange's market identifier code (MIC, ISO 10383), or the broker's code.
 *  The smaller exchanges of the US and its markets over the counter keep the days of NYSE: without
 *  them their stocks would be evaluated in European hours. */
const BY_SUFFIX: Readonly<Record<string, Exchange>> = {
  xpar: "euronext_paris",
  xams: "euronext_paris",
  xbru: "euronext_paris",
  xlis: "euronext_paris",
  xetr: "xetra",
  xfra: "xetra",
  xlon: "london",
  xswx: "six",
  xvtx: "six",
  xsto: "stockholm",
  xome: "stockholm",
  xcse: "copenhagen",
  xhel: "helsinki",
  xosl: "oslo",
  xmil: "milan",
  xmad: "madrid",
  xmce: "madrid",
  xwbo: "vienna",
  xdub: "dublin",
  xnys: "nyse",
  xase: "nyse",
  arcx: "nyse",
  bats: "nyse",
  batz: "nyse",
  baty: "nyse",
  edga: "nyse",
  edgx: "nyse",
  iexg: "nyse",
  memx: "nyse",
  eprl: "nyse",
  ltse: "nyse",
  xbos: "nyse",
  xphl: "nyse",
  xpsx: "nyse",
  xchi: "nyse",
  xcis: "nyse",
  ootc: "nyse",
  otcb: "nyse",
  otcm: "nyse",
  otcq: "nyse",
  pinc: "nyse",
  pinl: "nyse",
  pinx: "nyse",
  psgm: "nyse",
  xotc: "nyse",
  xnas: "nasdaq",
  xngs: "nasdaq",
  xncm: "nasdaq",
  xnms: "nasdaq",
};

/** Symbols of indices and their CFDs name no exchange. This is the exchange whose trading days the
 *  index follows. */
const BY_INDEX: Readonly<Partial<Record<Exchange, readonly string[]>>> = {
  euronext_paris: ["CAC40", "FRA40", "AEX", "NETH25", "BEL20", "PSI20", "EU50", "STOXX50E"],
  xetra: ["DAX", "GER30", "GER40", "MDAX", "GERMID50", "TECDAX", "GERTEC30", "SDAX"],
  london: ["UK100", "FTSE100", "UKX", "UKMID250", "FTSE250"],
  six: ["SMI", "SWISS20", "SWI20", "SUI20"],
  stockholm: ["OMXS30", "SWE30"],
  copenhagen: ["OMXC20", "OMXC25", "DEN20", "DEN25"],
  helsinki: ["OMXH25", "FIN25", "HEL25"],
  oslo: ["OBX", "OSEBX", "NOR25"],
  milan: ["FTSEMIB", "ITALY40", "ITA40"],
  madrid: ["IBEX", "IBEX35", "SPAIN35", "ESP35"],
  vienna: ["ATX", "AUT20"],
  nyse: ["SP500", "SPX", "US500", "DJI", "US30", "RUT", "US2000"],
  nasdaq: ["NDX", "NAS100", "USNAS100"],
};

const EXCHANGE_OF_INDEX: ReadonlyMap<string, Exchange> = new Map(
  Object.entries(BY_INDEX).flatMap(([exchange, indices]) =>
    indices.map((index) => [`${index}.I`, exchange as Exchange]),
  ),
);

/** The exchange of a code, from its suffix (`RI:xpar`) or from the index (`DAX.I`). */
export function namedExchange(code: string): Exchange | undefined {
  const suffix = /:(\w+)$/.exec(code)?.[1]?.toLowerCase();
  if (suffix !== undefined) return BY_SUFFIX[suffix];
  return EXCHANGE_OF_INDEX.get(code.toUpperCase());
}

/** The exchange whose trading days and hours an instrument follows, within the session it is
 *  evaluated in. The exchange in the code is used only if it trades in that session. */
export function exchangeOf(code: string, session: "eu" | "us"): Exchange {
  const named = namedExchange(code);
  if (named !== undefined && sessionOfExchange(named) === session) return named;
  return session === "us" ? "nyse" : "other_european";
}

export function sessionOfExchange(exchange: Exchange): Exclude<Session, "always"> {
  return exchange === "nyse" || exchange === "nasdaq" ? "us" : "eu";
}
