import type { Log } from "@bellwether/core/log";
import { LIVE_MARKETS } from "@bellwether/core/market";
import { KEYLESS_MARKETS, type KeylessMarket } from "@bellwether/markets/keyless";
import { connectSaxo } from "@bellwether/markets/saxo";
import type { Environment } from "../config/environment.ts";
import type { ChosenMarket } from "./chosen-market.ts";
import { liveHttp } from "./live-http.ts";
import { saxoAccessToken, saxoEnvironment, saxoStage } from "./saxo-login.ts";

/** A market with public data. */
export function chooseKeyless(
  name: KeylessMarket,
  { MARKET_URL: url }: Environment,
  log: Pick<Log, "warn">,
): ChosenMarket {
  const { engine, page } = KEYLESS_MARKETS[name](
    { ...liveHttp, log },
    url === undefined ? {} : { url },
  );
  const { session } = LIVE_MARKETS[name];
  return { ...live(name), session, port: engine, page };
}

/** The trader's account with Saxo. Throws `SettingError` when neither a token nor an application is
 *  configured. */
export function chooseSaxo(environment: Environment, log: Pick<Log, "warn">): ChosenMarket {
  const accessToken = saxoAccessToken(environment);
  const { engine, page } = connectSaxo(
    { ...liveHttp, accessToken, log },
    { environment: saxoEnvironment(environment) },
  );
  const name = saxoStage(environment) === "live" ? "saxo" : "saxo-sim";
  const { session } = LIVE_MARKETS.saxo;
  return { ...live(name), session, port: engine, page, keepAlive: accessToken.keepAlive };
}

function live(name: string) {
  return { name, databaseName: name, simulated: false, replay: null, keepAlive: null };
}
