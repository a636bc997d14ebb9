import { type OperationsPort, runAnswerSchema } from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import { type Publish } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import { type PauseStore, pauseStateSchema } from "@bellwether/core/run";
import { lineSchema } from "@bellwether/core/text";
import { isoInstantSchema, type MarketNow } from "@bellwether/core/time";
import type { WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { jsonBody } from "./body.ts";
import { refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";
import { readWorkflow } from "./stored-workflow.ts";

export type EngineRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "read">;
  pause: PauseStore;
  publish: Publish;
  operations: Pick<OperationsPort, "startRun">;
  marketNow: MarketNow;
  newId: NewId;
  log: Log;
}>;

/** Manual control of the engine: run now, pause and resume. */
export function engineRoutes(deps: EngineRouteDeps): readonly Route[] {
  return [run(deps), setPause(deps, true), setPause(deps, false)];
}

/** The name of the user, which is announced and logged. It is not verified: there is one trader. */
const asker = lineSchema(100).default("api");

const runRequest = z.object({
  /** The instant the run stands for; now without it. */
  tick: isoInstantSchema.optional(),
  /** Evaluates this workflow alone. */
  workflow_id: z.uuid().optional(),
  by: asker,
});

function run({ workflows, operations, marketNow, log }: EngineRouteDeps): Route {
  return route({
    method: "post",
    path: "/runs",
    summary:
      "Runs the engine now, for all workflows or one. Repeated runs of a tick store and announce each signal once.",
    query: noQuery,
    body: jsonBody(runRequest),
    answers: { 200: runAnswerSchema },
    problems: [400, 404, 409, 413, 415, 422],
    handle: async ({ body: { tick, workflow_id, by } }) => {
      const now = marketNow();
      if (tick !== undefined && tick > now) {
        throw refusedFields(422, [{ field: "tick", reason: "is in the future" }]);
      }
      if (workflow_id !== undefined) await readWorkflow(workflows, workflow_id);
      const request = {
        tick: tick ?? now,
        execution_context: `cli:${by}`,
        ...(workflow_id !== undefined && { workflow_id }),
      };
      log.info("run requested", request);
      return { status: 200, json: await operations.startRun(request) };
    },
  });
}

/** Announces only a change: a second pause is not announced. */
function setPause(deps: EngineRouteDeps, paused: boolean): Route {
  const { pause, publish, marketNow, newId, log } = deps;
  return route({
    method: "post",
    path: paused ? "/pause" : "/resume",
    summary: paused
      ? "Pauses the engine: runs evaluate nothing until it is resumed."
      : "Resumes the engine.",
    query: noQuery,
    body: jsonBody(z.object({ by: asker })),
    answers: { 200: pauseStateSchema },
    problems: [400, 413, 415, 422],
    handle: async ({ body: { by } }) => {
      const before = await pause.read();
      if (before.paused === paused) return { status: 200, json: before };
      const changed_at = marketNow();
      const state = { paused, changed_at, by };
      await pause.write(state);
      log.warn(paused ? "paused" : "resumed", { by });
      await publish([
        { type: "PauseChanged", detail: { schema: 1, id: newId(), paused, changed_at, by } },
      ]);
      return { status: 200, json: state };
    },
  });
}
