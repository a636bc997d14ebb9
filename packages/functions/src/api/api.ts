import { API_BASE, type OperationsPort } from "@bellwether/core/api";
import type { MarketPort } from "@bellwether/core/market";
import type { OrderStore } from "@bellwether/core/order";
import type { ListSignals } from "@bellwether/core/projection";
import type { DecisionStore } from "@bellwether/core/signal";
import type { SystemNow } from "@bellwether/core/time";
import type { Hono } from "hono";
import { appOf } from "./app.ts";
import { assetRoutes } from "./assets.ts";
import { channelRoutes } from "./channels.ts";
import { draftingRoutes } from "./drafting.ts";
import { type EngineRouteDeps, engineRoutes } from "./engine.ts";
import { type FileRouteDeps, fileRoutes } from "./files.ts";
import { marketRoutes } from "./market.ts";
import { openApi } from "./openapi.ts";
import { operationsRoutes } from "./operations.ts";
import { orderRoutes } from "./orders.ts";
import { type RecoveryRouteDeps, recoveryRoutes } from "./recovery.ts";
import type { Route } from "./route.ts";
import { signalRoutes } from "./signals.ts";
import { snoozeRoutes } from "./snooze.ts";
import { type TraceRouteDeps, traceRoutes } from "./trace.ts";
import { type WorkflowRouteDeps, workflowRoutes } from "./workflows.ts";

export type ApiDeps = WorkflowRouteDeps &
  EngineRouteDeps &
  RecoveryRouteDeps &
  TraceRouteDeps &
  FileRouteDeps &
  Readonly<{
    orders: Pick<OrderStore, "read" | "query" | "count">;
    listSignals: ListSignals;
    decisions: Pick<DecisionStore, "read" | "newest">;
    operations: OperationsPort;
    market: MarketPort;
    systemNow: SystemNow;
  }>;

/** The whole API as one web application. */
export function apiApp(deps: ApiDeps): Hono {
  const routes = apiRoutes(deps);
  const app = appOf(routes, deps);
  app.get(`${API_BASE}/openapi.json`, (context) => context.json(openApi(routes)));
  return app;
}

export function apiRoutes(deps: ApiDeps): readonly Route[] {
  return [
    ...workflowRoutes(deps),
    ...draftingRoutes(deps),
    ...snoozeRoutes(deps),
    ...orderRoutes(deps),
    ...signalRoutes(deps),
    ...marketRoutes(deps),
    ...assetRoutes(deps),
    ...fileRoutes(deps),
    ...operationsRoutes(deps),
    ...channelRoutes(deps),
    ...engineRoutes(deps),
    ...recoveryRoutes(deps),
    ...traceRoutes(deps),
  ];
}
