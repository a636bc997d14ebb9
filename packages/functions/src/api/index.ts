export { type ApiDeps, apiApp, apiRoutes } from "./api.ts";
export { isCutOff } from "./body.ts";
export { fileRoutes } from "./files.ts";
export { operatorRoutes } from "./operator-routes.ts";
export type { Route } from "./route.ts";
