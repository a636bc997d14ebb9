import { Option } from "commander";
import { MARKET_KINDS } from "../config/environment.ts";

export function marketOption(): Option {
  return new Option("--market <name>", "where candles come from (or BELLWETHER_MARKET)").choices(
    MARKET_KINDS,
  );
}
