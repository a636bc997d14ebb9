import type { Instrument } from "@bellwether/core/market";
import { fromIso } from "@bellwether/core/time";
import { describeMarketContract } from "../contract/market-contract.ts";
import { testDeps } from "../http/test-deps.ts";
import { fixedAccessToken } from "./access-token.ts";
import { saxoClient } from "./client.ts";
import { saxoMarket } from "./market.ts";
import { type SaxoServer, startSaxoServer } from "./saxo-server.ts";

const now = fromIso("2026-09-16T13:42:11Z");

function describeSaxo(name: string, instrument: Instrument, newestFirst: boolean): void {
  let server: SaxoServer;
  describeMarketContract(name, {
    open: async () => {
      const deps = testDeps({ nowMs: now * 1_000 });
      const rows = { half_hour: 3_900, daily: 3_000, weekly: 480 };
      server = await startSaxoServer({ now, rows, nowMs: deps.systemNow, newestFirst });
      const environment = { apiUrl: `${server.url}/openapi/`, loginUrl: `${server.url}/` };
      const accessToken = fixedAccessToken("good");
      return saxoMarket({ ...deps, ask: saxoClient({ ...deps, accessToken }, { environment }) });
    },
    close: () => server.close(),
    instrument,
    unknownCode: instrument.code.toLowerCase(),
    during: now,
    manyRows: { half_hour: 2_600, daily: 2_050, weekly: 400 },
    beforeHistory: fromIso("2015-01-01T00:00:00Z"),
  });
}

describeSaxo(
  "Saxo, an index with traded prices",
  {
    code: "DAX.I",
    name: "DAX Index",
    asset_type: "StockIndex",
    decimals: 2,
    tick_size: 0.01,
    market: "eu",
  },
  false,
);

describeSaxo(
  "Saxo, a CFD with bid and ask, newest rows first",
  {
    code: "GER40.I",
    name: "Germany 40",
    asset_type: "CfdOnIndex",
    decimals: 2,
    tick_size: 0.05,
    market: "eu",
  },
  true,
);
