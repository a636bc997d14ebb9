import {
  type Candle,
  type CandleQuery,
  MarketError,
  type MarketPort,
} from "@bellwether/core/market";
import type { DifferenceReason } from "@bellwether/core/run";
import { HALF_HOUR_SECONDS, type Instant } from "@bellwether/core/time";

/** A fault of the market or of Bellwether over some ticks of one day. */
export type Fault = Readonly<{
  kind: FaultKind;
  /** The first tick with the fault, and the last. */
  from: Instant;
  to: Instant;
}>;

export const FAULT_KINDS = [
  "missed run",
  "outage",
  "late feed",
  "late row",
  "row late for hours",
  "late row of the index",
  "corrected rows",
  "corrected row of the CFD",
  "row never given",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** How the audit has to explain the difference that a fault makes; null if it makes none. */
export const EXPLAINED_BY: Readonly<Record<FaultKind, DifferenceReason | null>> = {
  "missed run": "no run evaluated it",
  outage: "could not be evaluated at its run",
  "late feed": "could not be evaluated at its run",
  "late row": "candles came late",
  "row late for hours": "candles came late",
  "late row of the index": "candles came late",
  "corrected rows": "candles corrected since",
  "corrected row of the CFD": "candles corrected since",
  // A market that never gives it shows the audit what the run saw.
  "row never given": null,
};

type Market = Pick<MarketPort, "readCandles">;

/** The market as a run within the fault sees it. */
export function faultyMarket(market: Market, { kind, from }: Fault, cfd: string): Market {
  /** The half-hour that ended a minute before the fault began. */
  const newest = from - 60 - HALF_HOUR_SECONDS;
  const isNewest = ({ start }: Candle) => start === newest;
  const rows = (change: (rows: readonly Candle[], query: CandleQuery) => readonly Candle[]) => ({
    readCandles: async (query: CandleQuery) => {
      const answer = await market.readCandles(query);
      return query.horizon === "half_hour" ? change(answer, query) : answer;
    },
  });
  switch (kind) {
    case "missed run":
      return market;
    case "outage":
      return {
        readCandles: () =>
          Promise.reject(new MarketError("unavailable", "no answer", { retryable: true })),
      };
    case "late feed":
      return rows((all) => all.filter(({ start }) => start < newest));
    case "late row":
    case "row late for hours":
    case "row never given":
      return rows((all) => all.filter((row) => !isNewest(row)));
    case "late row of the index":
      return rows((all, { code }) => (code === cfd ? all : all.filter((row) => !isNewest(row))));
    case "corrected rows":
      return rows((all) => all.map((row) => (row.start < newest ? row : raised(row))));
    case "corrected row of the CFD":
      return rows((all, { code }) =>
        code === cfd ? all.map((row) => (isNewest(row) ? raised(row) : row)) : all,
      );
  }
}

/** A wrong row, as a market may give it first. */
function raised({ start, open, high, low, close }: Candle): Candle {
  return { start, open: open + 20, high: high + 20, low: low + 20, close: close + 20 };
}
