export { connectBinance } from "./market.ts";
