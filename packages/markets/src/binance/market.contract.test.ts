import { fromIso } from "@bellwether/core/time";
import { describeMarketContract } from "../contract/market-contract.ts";
import { testDeps } from "../http/test-deps.ts";
import type { TestServer } from "../http/test-server.ts";
import { startBinanceServer } from "./binance-server.ts";
import { binanceClient } from "./client.ts";
import { binanceMarket } from "./market.ts";

const now = fromIso("2026-09-16T19:42:11Z");
let server: TestServer;

describeMarketContract("Binance", {
  open: async () => {
    server = await startBinanceServer({
      now,
      rows: { half_hour: 3_200, daily: 2_100, weekly: 480 },
    });
    const deps = testDeps({ nowMs: now * 1_000 });
    return binanceMarket({ ...deps, ask: binanceClient(deps, { url: server.url }) });
  },
  close: () => server.close(),
  instrument: {
    code: "BTCUSDT",
    name: "BTC/USDT",
    asset_type: "CryptoPair",
    decimals: 2,
    tick_size: 0.01,
    market: "always",
  },
  unknownCode: "NOPEUSDT",
  during: now,
  manyRows: { half_hour: 2_600, daily: 2_050, weekly: 400 },
  beforeHistory: fromIso("2015-01-01T00:00:00Z"),
});
