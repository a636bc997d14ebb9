import { type RunDecisions, runDecisionsSchema } from "@bellwether/core/api";
import type { DecisionStore, WorkflowDecision } from "@bellwether/core/signal";
import { type Instant, isoInstantSchema, type MarketNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import { noBody } from "./body.ts";
import { notFound, refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";

export type DecisionRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "scan">;
  decisions: Pick<DecisionStore, "read">;
  marketNow: MarketNow;
}>;

/** A run may have decided thousands of workflows; more are not useful on a page. */
const MAX_SHOWN = 200;

/** What needs attention comes first. */
const RANK: Readonly<Record<WorkflowDecision["outcome"], number>> = {
  signal: 0,
  failed: 1,
  held_back: 2,
  skipped: 3,
  no_signal: 4,
};

export function decisionRoute({ workflows, decisions, marketNow }: DecisionRouteDeps): Route {
  return route({
    method: "get",
    path: "/decisions/{tick}",
    summary: "What a run of the last thirty days decided of the workflows that were due.",
    query: noQuery,
    body: noBody,
    answers: { 200: runDecisionsSchema },
    problems: [400, 404],
    handle: async ({ param }) => {
      const tick = tickOf(param("tick"));
      const [found, stored] = await Promise.all([decisions.read(tick), workflows.scan()]);
      if (found.length === 0) throw notFound("run");
      const names = new Map(
        stored.flatMap((each) => (each.kind === "valid" ? [[each.value.id, each.value.name]] : [])),
      );
      const shown = found
        .toSorted((one, other) => RANK[one.outcome] - RANK[other.outcome])
        .slice(0, MAX_SHOWN)
        .map((each) => ({ ...each, workflow_name: names.get(each.workflow_id) ?? null }));
      const json: RunDecisions = {
        tick,
        decisions: shown,
        total: found.length,
        as_of: marketNow(),
      };
      return { status: 200, json };
    },
  });
}

function tickOf(text: string): Instant {
  const tick = isoInstantSchema.safeParse(text);
  if (tick.success) return tick.data;
  const reason = tick.error.issues[0]?.message ?? "must be an instant";
  throw refusedFields(400, [{ field: "tick", reason }]);
}
