import type { Exchange, Instrument } from "@bellwether/core/market";

/** An index or a stock. Several instruments may quote the same underlying. */
export type Underlying = Readonly<{
  /** The code of the index or stock, which determines its exchange. */
  code: string;
  session: "eu" | "us";
  /** The exchange on whose trading days the closes change, if it is not the underlying's
   *  exchange. */
  walkDays?: Exchange;
  /** The approximate price at the fixed instant, in points. */
  level: number;
  /** The sensitivity to the global daily move. */
  beta: number;
  /** The standard deviation of the specific daily move, as a fraction of the price. */
  volatility: number;
}>;

/** How an instrument quotes its underlying. */
export type Quote = Readonly<{
  instrument: Instrument;
  underlying: Underlying;
  /** `session`: trades during its exchange's session. `extended`: also before and after it. */
  hours: "session" | "extended";
  /** The premium over the underlying's price, as a fraction. */
  premium: number;
}>;

const DAX: Underlying = {
  code: "DAX.I",
  session: "eu",
  // The first release had only this calendar for it; kept so that a seed gives the same prices.
  walkDays: "euronext_paris",
  level: 24_100,
  beta: 1,
  volatility: 0.004,
};
const CAC: Underlying = {
  code: "CAC40.I",
  session: "eu",
  level: 8_050,
  beta: 0.95,
  volatility: 0.004,
};
const SP500: Underlying = {
  code: "SP500.I",
  session: "us",
  level: 6_720,
  beta: 0.9,
  volatility: 0.003,
};
const NASDAQ: Underlying = {
  code: "NAS100.I",
  session: "us",
  level: 24_800,
  beta: 1.2,
  volatility: 0.005,
};
const CREDIT_AGRICOLE: Underlying = {
  code: "ACA:xpar",
  session: "eu",
  level: 16.6,
  beta: 1.1,
  volatility: 0.009,
};
const TOTAL: Underlying = {
  code: "TTE:xpar",
  session: "eu",
  level: 55.4,
  beta: 0.7,
  volatility: 0.01,
};
const SAP: Underlying = {
  code: "SAP:xetr",
  session: "eu",
  level: 218,
  beta: 1.2,
  volatility: 0.01,
};
const APPLE: Underlying = {
  code: "AAPL:xnas",
  session: "us",
  level: 268,
  beta: 1.1,
  volatility: 0.01,
};

function quote(
  underlying: Underlying,
  code: string,
  name: string,
  asset_type: "StockIndex" | "CfdOnIndex" | "Stock",
  decimals: number,
  tick_size: number,
): Quote {
  return {
    instrument: { code, name, asset_type, decimals, tick_size, market: underlying.session },
    underlying,
    hours: asset_type === "CfdOnIndex" ? "extended" : "session",
    premium: asset_type === "CfdOnIndex" ? 0.0002 : 0,
  };
}

/** Every instrument of the simulated market. */
export const SIMULATED_QUOTES: readonly Quote[] = [
  quote(DAX, "DAX.I", "DAX index (simulated)", "StockIndex", 2, 0.01),
  quote(DAX, "GER40.I", "Germany 40 CFD (simulated)", "CfdOnIndex", 2, 0.01),
  quote(CAC, "CAC40.I", "CAC 40 index (simulated)", "StockIndex", 2, 0.01),
  quote(CAC, "FRA40.I", "France 40 CFD (simulated)", "CfdOnIndex", 2, 0.01),
  quote(SP500, "SP500.I", "S&P 500 index (simulated)", "StockIndex", 2, 0.01),
  quote(SP500, "US500.I", "US 500 CFD (simulated)", "CfdOnIndex", 2, 0.01),
  quote(NASDAQ, "NAS100.I", "Nasdaq 100 index (simulated)", "StockIndex", 2, 0.01),
  quote(NASDAQ, "USNAS100.I", "US Tech 100 CFD (simulated)", "CfdOnIndex", 2, 0.01),
  quote(CREDIT_AGRICOLE, "ACA:xpar", "Crédit Agricole (simulated)", "Stock", 3, 0.005),
  quote(TOTAL, "TTE:xpar", "TotalEnergies (simulated)", "Stock", 2, 0.01),
  quote(SAP, "SAP:xetr", "SAP (simulated)", "Stock", 2, 0.02),
  quote(APPLE, "AAPL:xnas", "Apple (simulated)", "Stock", 2, 0.01),
];
