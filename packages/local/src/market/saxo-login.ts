import path from "node:path";
import {
  type AccessToken,
  fileTokenStore,
  fixedAccessToken,
  refreshToken,
  renewedAccessToken,
  SAXO_ENVIRONMENTS,
  type SaxoApplication,
  type SaxoEnvironment,
  type TokenStore,
} from "@bellwether/markets/saxo";
import { type Environment, SettingError } from "../config/environment.ts";
import { liveHttp } from "./live-http.ts";
import { lockFiles } from "./lock-file.ts";

const DEFAULT_REDIRECT_URL = "http://localhost:4281/callback";

/** `sim`, the demo account, unless the environment selects `live`. */
export function saxoStage({ SAXO_ENVIRONMENT }: Environment): "sim" | "live" {
  return SAXO_ENVIRONMENT ?? "sim";
}

/** Base URLs of Saxo for the selected environment. */
export function saxoEnvironment(environment: Environment): SaxoEnvironment {
  const named = SAXO_ENVIRONMENTS[saxoStage(environment)];
  return {
    apiUrl: environment.SAXO_API_URL ?? named.apiUrl,
    loginUrl: environment.SAXO_LOGIN_URL ?? named.loginUrl,
  };
}

/** The trader's application with Saxo. Throws `SettingError` when it is not configured. */
export function saxoApplication(environment: Environment): SaxoApplication {
  const { SAXO_APP_KEY: appKey, SAXO_APP_SECRET: appSecret } = environment;
  if (appKey === undefined || appSecret === undefined) {
    throw new SettingError(
      "Saxo needs SAXO_APP_KEY and SAXO_APP_SECRET of your application, or SAXO_ACCESS_TOKEN (see docs/markets.md).",
    );
  }
  return {
    environment: saxoEnvironment(environment),
    appKey,
    appSecret,
    redirectUrl: environment.SAXO_REDIRECT_URL ?? DEFAULT_REDIRECT_URL,
  };
}

/** File of the tokens: one for the demo account, one for the live account. */
export function saxoTokenFile(environment: Environment): string {
  return path.join(homeOf(environment), `saxo-${saxoStage(environment)}.token.json`);
}

export function saxoTokenStore(environment: Environment): TokenStore {
  return fileTokenStore({ path: saxoTokenFile(environment) });
}

/** The access token: SAXO_ACCESS_TOKEN, or the one that `bellwether login` stored, which is renewed
 *  as it expires. Throws `SettingError` when there is neither. */
export function saxoAccessToken(environment: Environment): AccessToken {
  if (environment.SAXO_ACCESS_TOKEN !== undefined) {
    return fixedAccessToken(environment.SAXO_ACCESS_TOKEN);
  }
  const application = saxoApplication(environment);
  const { systemNow } = liveHttp;
  return renewedAccessToken({
    store: saxoTokenStore(environment),
    receipts: lockFiles({ folder: homeOf(environment), systemNow }),
    refresh: (token) => refreshToken(liveHttp, application, token),
    systemNow,
    sleep: liveHttp.sleep,
  });
}

export function homeOf({ BELLWETHER_HOME }: Environment): string {
  return path.resolve(BELLWETHER_HOME ?? ".bellwether");
}
