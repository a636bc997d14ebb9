export { binanceClient } from "./client.ts";
export { binanceMarket, connectBinance } from "./market.ts";
