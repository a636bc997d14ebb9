export { chooseMarket, type MarketOptions } from "./choice.ts";
export { type ChosenMarket, chooseRecorded } from "./chosen-market.ts";
export { liveHttp } from "./live-http.ts";
export { homeOf, saxoApplication, saxoStage, saxoTokenFile, saxoTokenStore } from "./saxo-login.ts";
