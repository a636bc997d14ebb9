import { workflowSnoozeSchema } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import type { DecisionStore } from "@bellwether/core/signal";
import { isoInstantSchema, type MarketNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { jsonBody, noBody } from "./body.ts";
import { notFound, refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";
import { readWorkflow } from "./stored-workflow.ts";

export type SnoozeRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "read" | "snooze">;
  decisions: Pick<DecisionStore, "newest">;
  marketNow: MarketNow;
  log: Log;
}>;

export function snoozeRoutes(deps: SnoozeRouteDeps): readonly Route[] {
  return [snooze(deps), unsnooze(deps)];
}

const snoozeBody = z
  .object({
    /** Announced again from this instant on. */
    until: isoInstantSchema.optional(),
    /** Announced again once the episode that runs now has ended. */
    for_episode: z.literal(true).optional(),
  })
  .refine(({ until, for_episode }) => (until === undefined) !== (for_episode === undefined), {
    path: ["until"],
    error: "send either until, an instant, or for_episode, true",
  });

function snooze({ workflows, decisions, marketNow, log }: SnoozeRouteDeps): Route {
  return route({
    method: "post",
    path: "/workflows/{id}/snooze",
    summary: "Snoozes a workflow: it is evaluated, stored and shown, but not announced.",
    query: noQuery,
    body: jsonBody(snoozeBody),
    answers: { 200: workflowSnoozeSchema },
    problems: [400, 404, 409, 413, 415, 422],
    handle: async ({ param, body }) => {
      const { id } = await readWorkflow(workflows, param("id"));
      const asOf = marketNow();
      if (body.until !== undefined && body.until <= asOf) {
        throw refusedFields(422, [{ field: "until", reason: "must be in the future" }]);
      }
      if (body.until === undefined && (await hasNoEpisode(decisions, id, asOf))) {
        const reason = "its condition does not hold, so no episode runs: send until instead";
        throw refusedFields(422, [{ field: "for_episode", reason }]);
      }
      const snoozed = { snoozed_at: asOf, snoozed_until: body.until ?? null };
      if ((await workflows.snooze(id, snoozed)) === "not-found") throw notFound("workflow");
      log.info("workflow snoozed", { workflow_id: id, snoozed_until: snoozed.snoozed_until });
      return { status: 200, json: { workflow_id: id, snooze: snoozed, as_of: asOf } };
    },
  });
}

function unsnooze({ workflows, log }: SnoozeRouteDeps): Route {
  return route({
    method: "delete",
    path: "/workflows/{id}/snooze",
    summary: "Ends a snooze.",
    query: noQuery,
    body: noBody,
    answers: { 204: null },
    problems: [404],
    handle: async ({ param }) => {
      const id = param("id");
      if ((await workflows.snooze(id, null)) === "not-found") throw notFound("workflow");
      log.info("workflow announced again", { workflow_id: id });
      return { status: 204 };
    },
  });
}

/** Whether no episode is running, by the newest run. While the session is closed there is no decision,
 *  and an episode may continue. */
async function hasNoEpisode(
  decisions: SnoozeRouteDeps["decisions"],
  id: string,
  asOf: number,
): Promise<boolean> {
  const run = await decisions.newest(asOf);
  const decision = run?.decisions.find(({ workflow_id }) => workflow_id === id);
  return decision !== undefined && decision.episode === null;
}
