export { SIMULATED_QUOTES } from "./catalogue.ts";
export { chanceOf } from "./chance.ts";
export { SIMULATED_EPOCH, simulatedMarket } from "./market.ts";
