import { MarketError, type MarketPort } from "@bellwether/core/market";
import type { Priority } from "@bellwether/markets/http";
import { KEYLESS_MARKETS } from "@bellwether/markets/keyless";
import {
  type AccessToken,
  refreshToken,
  renewedAccessToken,
  SAXO_ENVIRONMENTS,
  saxoClient,
  saxoMarket,
} from "@bellwether/markets/saxo";
import { documentClient, dynamoClient } from "../adapter/dynamodb/client.ts";
import { receiptStore } from "../adapter/dynamodb/receipt-store.ts";
import { parameterTokenStore } from "../adapter/ssm/saxo-token-store.ts";
import { cachedSecret, readSecret, withSecret } from "../adapter/ssm/secret.ts";
import { parameters } from "./access.ts";
import { environment } from "./environment.ts";
import { log } from "./log.ts";
import { newId, random, sleep, systemNow } from "./process-ports.ts";

const http = { fetch, systemNow, sleep, random };

/** The market that this deployment watches. `priority` decides which share of the request budget is used. */
export function liveMarket(priority: Priority): MarketPort {
  const { BELLWETHER_MARKET: name } = environment(["BELLWETHER_MARKET"]);
  if (name === "saxo") return openSaxo(priority);
  // Base URL of another server with the market's API; the service itself when unset.
  const url = process.env["MARKET_URL"];
  return KEYLESS_MARKETS[name]({ ...http, log }, url === undefined ? {} : { url })[priority];
}

function openSaxo(priority: Priority): MarketPort {
  const { SAXO_ENVIRONMENT } = environment(["SAXO_ENVIRONMENT"]);
  const ask = saxoClient(
    { ...http, accessToken: saxoLogin() },
    { environment: SAXO_ENVIRONMENTS[SAXO_ENVIRONMENT] },
  );
  return saxoMarket({ systemNow, sleep, log, ask }, { priority });
}

/** The login that all functions share: it is kept in a parameter, and one of them renews it. */
export function saxoLogin(): AccessToken {
  const env = environment([
    "PARAMETER_SAXO_CLIENT_ID",
    "PARAMETER_SAXO_CLIENT_SECRET",
    "PARAMETER_SAXO_SESSION",
    "SAXO_ENVIRONMENT",
    "SAXO_REDIRECT_URL",
    "TABLE_RECEIPTS",
  ]);
  const documents = documentClient(dynamoClient({}));
  const { loginUrl, ...saxo } = SAXO_ENVIRONMENTS[env.SAXO_ENVIRONMENT];
  // Base URL of another server with Saxo's login API; Saxo's own when unset.
  const elsewhere = process.env["SAXO_LOGIN_URL"];
  const credentials = cachedSecret(async () => ({
    appKey: await readSecret(parameters, env.PARAMETER_SAXO_CLIENT_ID),
    appSecret: await readSecret(parameters, env.PARAMETER_SAXO_CLIENT_SECRET),
  }));
  const application = {
    environment: { ...saxo, loginUrl: elsewhere ?? loginUrl },
    redirectUrl: env.SAXO_REDIRECT_URL,
  };
  return renewedAccessToken({
    store: parameterTokenStore(parameters, env.PARAMETER_SAXO_SESSION),
    receipts: receiptStore({
      documents,
      names: { receipts: env.TABLE_RECEIPTS },
      systemNow,
      newId,
    }),
    refresh: (token) =>
      withSecret(
        credentials,
        (known) => refreshToken(http, { ...application, ...known }, token),
        isUnauthorized,
      ),
    systemNow,
    sleep,
  });
}

/** The application's secret or the login is invalid. Saxo does not always report which. */
function isUnauthorized(error: unknown): boolean {
  return error instanceof MarketError && error.code === "unauthorized";
}
