import { type ChannelRouteDeps, channelRoutes } from "./channels.ts";
import { type EngineRouteDeps, engineRoutes } from "./engine.ts";
import { type OperationsRouteDeps, operationsRoutes } from "./operations.ts";
import { type RecoveryRouteDeps, recoveryRoutes } from "./recovery.ts";
import type { Route } from "./route.ts";
import { type TraceRouteDeps, traceRoutes } from "./trace.ts";

export type OperatorRouteDeps = OperationsRouteDeps &
  ChannelRouteDeps &
  EngineRouteDeps &
  RecoveryRouteDeps &
  TraceRouteDeps;

/** The routes for operators: status, queues, runs, repairs. On AWS the function `Operations` serves
 *  them. */
export function operatorRoutes(deps: OperatorRouteDeps): readonly Route[] {
  return [
    ...operationsRoutes(deps),
    ...channelRoutes(deps),
    ...engineRoutes(deps),
    ...recoveryRoutes(deps),
    ...traceRoutes(deps),
  ];
}
