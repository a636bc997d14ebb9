import { MARKET_KINDS } from "@bellwether/local/config";
import { Option } from "commander";

export function marketOption(): Option {
  return new Option("--market <name>", "where candles come from (or BELLWETHER_MARKET)").choices(
    MARKET_KINDS,
  );
}
