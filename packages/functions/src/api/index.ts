export { type ApiDeps, apiApp, apiRoutes } from "./api.ts";
export { channelRoutes } from "./channels.ts";
export { engineRoutes } from "./engine.ts";
export { fileRoutes } from "./files.ts";
export { operationsRoutes } from "./operations.ts";
export { recoveryRoutes } from "./recovery.ts";
export type { Route } from "./route.ts";
export { traceRoutes } from "./trace.ts";
