import type { Session } from "./instrument.ts";

/** The markets whose time is the wall clock's, with the session that most of their instruments
 *  follow. Each is implemented by a folder of `packages/markets`. */
export const LIVE_MARKETS = {
  saxo: { session: "eu" },
  binance: { session: "always" },
} as const satisfies Readonly<Record<string, { readonly session: Session }>>;

export type LiveMarket = keyof typeof LIVE_MARKETS;

export const LIVE_MARKET_NAMES = Object.keys(LIVE_MARKETS) as readonly LiveMarket[];
