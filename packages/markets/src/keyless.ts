import type { Log } from "@bellwether/core/log";
import type { LiveMarket, MarketPort } from "@bellwether/core/market";
import { connectBinance } from "./binance/market.ts";
import type { Priority } from "./http/budget.ts";
import type { HttpDeps } from "./http/request.ts";

/** Connects to a live market that needs no login. `url`: another server with the same API; the
 *  service itself by default. The two ports share one request budget. */
type Connect = (
  deps: HttpDeps & { readonly log: Pick<Log, "warn"> },
  options: { readonly url?: string },
) => Readonly<Record<Priority, MarketPort>>;

export type KeylessMarket = Exclude<LiveMarket, "saxo">;

/** The live markets that need no login, on AWS and on one machine. */
export const KEYLESS_MARKETS: Readonly<Record<KeylessMarket, Connect>> = {
  binance: connectBinance,
};
