import {
  CHARTED_INSTRUMENTS,
  CHARTED_UNIT_TIMES,
  chartSchema,
  explainSchema,
} from "@bellwether/core/api";
import type { MarketPort } from "@bellwether/core/market";
import type { OrderStore } from "@bellwether/core/order";
import type { DecisionStore, EvaluationBefore } from "@bellwether/core/signal";
import {
  DAY_SECONDS,
  type Instant,
  isoInstantSchema,
  type MarketNow,
  toIso,
} from "@bellwether/core/time";
import type { Workflow, WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { chartWorkflow, isCharted } from "../handler/chart-workflow.ts";
import { decidedTick } from "../handler/decided-tick.ts";
import { explainTick, explainWorkflow } from "../handler/explain-workflow.ts";
import { noBody } from "./body.ts";
import { conditional } from "./conditional.ts";
import { decisionRoute } from "./decisions.ts";
import { refusedFields } from "./problem.ts";
import { replayRoute } from "./replay.ts";
import { type Route, route } from "./route.ts";
import { scoreRoute } from "./score.ts";
import { readWorkflow } from "./stored-workflow.ts";

export type MarketRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "read" | "scan">;
  orders: Pick<OrderStore, "query" | "count">;
  decisions: Pick<DecisionStore, "read" | "newest">;
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  marketNow: MarketNow;
}>;

/** As long as decisions are stored. */
const EXPLAINED_DAYS = 30;

export function marketRoutes(deps: MarketRouteDeps): readonly Route[] {
  return [explain(deps), candles(deps), replayRoute(deps), scoreRoute(deps), decisionRoute(deps)];
}

function explain(deps: MarketRouteDeps): Route {
  return route({
    method: "get",
    path: "/workflows/{id}/explain",
    summary: "Why a workflow's condition holds or not, now or at a tick of the last thirty days.",
    query: z.object({ at: isoInstantSchema.optional() }),
    headers: { "If-None-Match": "optional" },
    body: noBody,
    answers: { 200: explainSchema, 304: null },
    problems: [400, 404, 409, 502],
    handle: async ({ param, query, header }) => {
      const workflow = await readWorkflow(deps.workflows, param("id"));
      const now = deps.marketNow();
      if (query.at === undefined) {
        const before = await newestEvaluation(deps, workflow, now);
        const json = await explainWorkflow(deps, workflow, now, before);
        return conditional(header("If-None-Match"), json);
      }
      if (query.at > now || query.at < now - EXPLAINED_DAYS * DAY_SECONDS) {
        const reason = `must be within the ${EXPLAINED_DAYS} days before ${toIso(now)}`;
        throw refusedFields(400, [{ field: "at", reason }]);
      }
      const explained = { market: deps.market, readDecisions: deps.decisions.read };
      const tick = await decidedTick(deps.decisions.read, query.at);
      return { status: 200, json: await explainTick(explained, workflow, tick) };
    },
  });
}

/** The newest run's decision for a workflow; null if it has none. */
async function newestEvaluation(
  { decisions }: MarketRouteDeps,
  { id }: Workflow,
  now: Instant,
): Promise<EvaluationBefore | null> {
  const run = await decisions.newest(now);
  const decision = run?.decisions.find(({ workflow_id }) => workflow_id === id);
  return run === null || decision === undefined ? null : { tick: run.tick, decision };
}

function candles(deps: MarketRouteDeps): Route {
  return route({
    method: "get",
    path: "/workflows/{id}/candles",
    summary: "The candles of a workflow's index or cfd with its indicator and its orders.",
    query: z.object({
      ut: z.enum(CHARTED_UNIT_TIMES).optional(),
      of: z.enum(CHARTED_INSTRUMENTS).default("index"),
    }),
    headers: { "If-None-Match": "optional" },
    body: noBody,
    answers: { 200: chartSchema, 304: null },
    problems: [400, 404, 409, 502],
    handle: async ({ param, query, header }) => {
      const workflow = await readWorkflow(deps.workflows, param("id"));
      const ut = query.ut ?? workflow.conditions[0].indicator.ut;
      if (!isCharted(ut)) {
        const reason = `candles of ${ut} cannot be built; choose h1, h4, daily or weekly`;
        throw refusedFields(400, [{ field: "ut", reason }]);
      }
      const chart = await chartWorkflow(deps, workflow, { ut, of: query.of }, deps.marketNow());
      return conditional(header("If-None-Match"), chart);
    },
  });
}
