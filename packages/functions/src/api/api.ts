import { API_BASE } from "@bellwether/core/api";
import type { SystemNow } from "@bellwether/core/time";
import type { Hono } from "hono";
import { appOf } from "./app.ts";
import { type FileRouteDeps, fileRoutes } from "./files.ts";
import { openApi } from "./openapi.ts";
import { type OperatorRouteDeps, operatorRoutes } from "./operator-routes.ts";
import type { Route } from "./route.ts";
import { type TraderRouteDeps, traderRoutes } from "./trader-routes.ts";

export type ApiDeps = TraderRouteDeps &
  OperatorRouteDeps &
  FileRouteDeps &
  Readonly<{ systemNow: SystemNow }>;

/** The whole API as one web application. */
export function apiApp(deps: ApiDeps): Hono {
  const routes = apiRoutes(deps);
  const app = appOf(routes, deps);
  app.get(`${API_BASE}/openapi.json`, (context) => context.json(openApi(routes)));
  return app;
}

export function apiRoutes(deps: ApiDeps): readonly Route[] {
  return [...traderRoutes(deps), ...fileRoutes(deps), ...operatorRoutes(deps)];
}
