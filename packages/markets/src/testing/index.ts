export { startBinanceServer } from "../binance/binance-server.ts";
export { testDeps } from "../http/test-deps.ts";
export { startTestServer, type TestServer } from "../http/test-server.ts";
export { tokenStoreContract } from "../saxo/token-store-contract.ts";
