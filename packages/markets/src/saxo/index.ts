export { type AccessToken, fixedAccessToken, renewedAccessToken } from "./access-token.ts";
export { saxoClient } from "./client.ts";
export { SAXO_ENVIRONMENTS, type SaxoEnvironment } from "./environment.ts";
export { connectSaxo, saxoMarket } from "./market.ts";
export { authorizeUrl, exchangeCode, refreshToken, type SaxoApplication } from "./oauth.ts";
export { saxoTokenSchema, type TokenStore } from "./token.ts";
export { fileTokenStore, TokenFileError } from "./token-file.ts";
