import type { Log } from "@bellwether/core/log";
import { LIVE_MARKETS } from "@bellwether/core/market";
import { KEYLESS_MARKETS, type KeylessMarket } from "@bellwether/markets/keyless";
import { connectSaxo } from "@bellwether/markets/saxo";
import type { Environment } from "../config/environment.ts";
import type { ChosenMarket } from "./chosen-market.ts";
import { clockWatch } from "./clock-watch.ts";
import { liveHttp } from "./live-http.ts";
import { saxoAccessToken, saxoEnvironment, saxoStage } from "./saxo-login.ts";

/** A market with public data. */
export function chooseKeyless(
  name: KeylessMarket,
  { MARKET_URL: url }: Environment,
  log: Pick<Log, "warn">,
): ChosenMarket {
  const clock = clockWatch(liveHttp);
  const { engine, page } = KEYLESS_MARKETS[name](
    { ...liveHttp, fetch: clock.fetch, log },
    url === undefined ? {} : { url },
  );
  const { session } = LIVE_MARKETS[name];
  return { ...live(name), session, port: engine, page, clockProblem: clock.problem };
}

/** The trader's account with Saxo. Throws `SettingError` when neither a token nor an application is
 *  configured. */
export function chooseSaxo(environment: Environment, log: Pick<Log, "warn">): ChosenMarket {
  const accessToken = saxoAccessToken(environment);
  const clock = clockWatch(liveHttp);
  const { engine, page } = connectSaxo(
    { ...liveHttp, fetch: clock.fetch, accessToken, log },
    { environment: saxoEnvironment(environment) },
  );
  const name = saxoStage(environment) === "live" ? "saxo" : "saxo-sim";
  const { session } = LIVE_MARKETS.saxo;
  return {
    ...live(name),
    session,
    port: engine,
    page,
    keepAlive: accessToken.keepAlive,
    clockProblem: clock.problem,
  };
}

function live(name: string) {
  return { name, databaseName: name, simulated: false, replay: null, keepAlive: null };
}
