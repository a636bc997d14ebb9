import { fromIso } from "@bellwether/core/time";
import { describeMarketContract } from "../contract/market-contract.ts";
import { SIMULATED_EPOCH, simulatedMarket } from "./market.ts";

describeMarketContract("simulated, an index", {
  open: async () => simulatedMarket({ seed: 1 }),
  instrument: {
    code: "DAX.I",
    name: "DAX index (simulated)",
    asset_type: "StockIndex",
    decimals: 2,
    tick_size: 0.01,
    market: "eu",
  },
  unknownCode: "NOPE.I",
  during: SIMULATED_EPOCH + 5 * 3_600 + 700,
  manyRows: { half_hour: 3_000, daily: 1_500, weekly: 700 },
  beforeHistory: fromIso("2010-06-01T00:00:00Z"),
});

describeMarketContract("simulated, a stock in New York", {
  open: async () => simulatedMarket({ seed: "autumn", from: fromIso("2016-01-04T00:00:00Z") }),
  instrument: {
    code: "AAPL:xnas",
    name: "Apple (simulated)",
    asset_type: "Stock",
    decimals: 2,
    tick_size: 0.01,
    market: "us",
  },
  unknownCode: "aapl:xnas",
  during: fromIso("2026-09-16T19:42:00Z"),
  manyRows: { half_hour: 3_000, daily: 1_500, weekly: 400 },
  beforeHistory: fromIso("2016-01-01T00:00:00Z"),
});
