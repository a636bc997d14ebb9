/** TradingView's names of exchanges, by the MIC behind the colon of our codes. */
const EXCHANGES: Readonly<Record<string, string>> = {
  xpar: "EURONEXT",
  xams: "EURONEXT",
  xbru: "EURONEXT",
  xlis: "EURONEXT",
  xetr: "XETR",
  xfra: "FWB",
  xmil: "MIL",
  xlon: "LSE",
  xmce: "BME",
  xswx: "SIX",
  xnas: "NASDAQ",
  xnys: "NYSE",
  xase: "AMEX",
};

/** Indices and their CFDs, whose codes are the broker's own. */
const INDICES: Readonly<Record<string, string>> = {
  "CAC40.I": "EURONEXT:PX1",
  "FRA40.I": "EURONEXT:PX1",
  "DAX.I": "XETR:DAX",
  "GER40.I": "XETR:DAX",
  "SP500.I": "SP:SPX",
  "US500.I": "SP:SPX",
  "NAS100.I": "NASDAQ:NDX",
  "USNAS100.I": "NASDAQ:NDX",
  "DJI.I": "DJ:DJI",
  "US30.I": "DJ:DJI",
};

/** The chart of an instrument at TradingView. A code it may not know goes to its search by what
 *  stands before the dot or colon. */
export function tradingViewUrl(code: string): string {
  return `https://www.tradingview.com/chart/?symbol=${encodeURIComponent(symbolOf(code))}`;
}

function symbolOf(code: string): string {
  const index = INDICES[code.toUpperCase()];
  if (index !== undefined) return index;
  const [ticker = code, mic = ""] = code.split(":");
  const exchange = EXCHANGES[mic.toLowerCase()];
  const bare = ticker.replace(/\.I$/i, "").toUpperCase();
  return exchange === undefined ? bare : `${exchange}:${bare}`;
}
