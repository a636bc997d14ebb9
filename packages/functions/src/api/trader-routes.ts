import { type AssetRouteDeps, assetRoutes } from "./assets.ts";
import { type DraftingRouteDeps, draftingRoutes } from "./drafting.ts";
import { type MarketRouteDeps, marketRoutes } from "./market.ts";
import { type OrderRouteDeps, orderRoutes } from "./orders.ts";
import type { Route } from "./route.ts";
import { type SignalRouteDeps, signalRoutes } from "./signals.ts";
import { type SnoozeRouteDeps, snoozeRoutes } from "./snooze.ts";
import { type WorkflowRouteDeps, workflowRoutes } from "./workflows.ts";

export type TraderRouteDeps = WorkflowRouteDeps &
  DraftingRouteDeps &
  SnoozeRouteDeps &
  OrderRouteDeps &
  SignalRouteDeps &
  MarketRouteDeps &
  AssetRouteDeps;

/** The routes for traders: workflows, orders, signals, charts. On AWS the function `Api` serves them. */
export function traderRoutes(deps: TraderRouteDeps): readonly Route[] {
  return [
    ...workflowRoutes(deps),
    ...draftingRoutes(deps),
    ...snoozeRoutes(deps),
    ...orderRoutes(deps),
    ...signalRoutes(deps),
    ...marketRoutes(deps),
    ...assetRoutes(deps),
  ];
}
