import { log } from "./log.ts";
import { saxoLogin } from "./market.ts";

const login = saxoLogin();

/** Renews the login before it expires. Fails when the trader has to log in again. */
export const handler = async (): Promise<void> => {
  await login.keepAlive();
  log.info("login renewed");
};
