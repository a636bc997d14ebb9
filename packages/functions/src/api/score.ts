import { workflowScoreSchema } from "@bellwether/core/api";
import type { MarketPort } from "@bellwether/core/market";
import { DAY_SECONDS, isoInstantSchema, type MarketNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { SCORED_DAYS, scoreWorkflow } from "../handler/score-workflow.ts";
import { noBody } from "./body.ts";
import { refusedFields } from "./problem.ts";
import { type Route, route } from "./route.ts";
import { readWorkflow } from "./stored-workflow.ts";

export type ScoreRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "read">;
  market: Pick<MarketPort, "readCandles" | "findInstrument">;
  marketNow: MarketNow;
}>;

/** A year takes seconds; more would outlast a request. */
const MAX_DAYS = 366;

const scoreQuery = z.object({
  /** Thirty days before `to` without it. */
  from: isoInstantSchema.optional(),
  /** Now without it. */
  to: isoInstantSchema.optional(),
});

export function scoreRoute({ workflows, market, marketNow }: ScoreRouteDeps): Route {
  return route({
    method: "get",
    path: "/workflows/{id}/score",
    summary: "The outcomes of the orders that a workflow's rule proposed in a period.",
    query: scoreQuery,
    body: noBody,
    answers: { 200: workflowScoreSchema },
    problems: [400, 404, 409, 502],
    handle: async ({ param, query }) => {
      const workflow = await readWorkflow(workflows, param("id"));
      const asOf = marketNow();
      const to = Math.min(query.to ?? asOf, asOf);
      const from = query.from ?? to - SCORED_DAYS * DAY_SECONDS;
      if (from >= to || to - from > MAX_DAYS * DAY_SECONDS) {
        const reason = `must be before the end, by at most ${MAX_DAYS} days`;
        throw refusedFields(400, [{ field: "from", reason }]);
      }
      const score = await scoreWorkflow({ market }, workflow, { from, to });
      const { decimals: price_decimals } = await market.findInstrument(workflow.cfd);
      const json = { workflow_id: workflow.id, score, price_decimals, as_of: asOf };
      return { status: 200, json };
    },
  });
}
