/** TradingView's exchange names, by the MIC after the colon in our codes. */
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

/** Indices and their CFDs, which have broker-specific codes. */
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

/** The TradingView chart of an instrument. For a code without a known exchange, TradingView
 *  searches for the part before the dot or colon. */
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
