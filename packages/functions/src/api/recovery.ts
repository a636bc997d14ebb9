import {
  deadLettersSchema,
  discardRequestSchema,
  discardResultSchema,
  MAX_DEAD_LETTERS,
  type OperationsPort,
  rebuildPageSchema,
} from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import type { ProjectionStore } from "@bellwether/core/projection";
import type { Stored } from "@bellwether/core/store";
import type { Sleep } from "@bellwether/core/time";
import type { Workflow, WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { rebuild } from "../handler/rebuild.ts";
import { jsonBody, noBody } from "./body.ts";
import { cursorSchema, encodeCursor } from "./cursor.ts";
import { limitSchema } from "./limit.ts";
import { notFound } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";

export type RecoveryRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "scan">;
  projections: ProjectionStore;
  operations: Pick<OperationsPort, "listDeadLetters" | "discard">;
  sleep: Sleep;
  log: Log;
}>;

/** Repairs: dead letters and the projection. */
export function recoveryRoutes(deps: RecoveryRouteDeps): readonly Route[] {
  return [deadLetters(deps), discard(deps), rebuildPage(deps)];
}

function deadLetters({ operations }: RecoveryRouteDeps): Route {
  return route({
    method: "get",
    path: "/dead-letters/{queue}",
    summary: "What a consumer gave up on, with the reason.",
    query: z.object({ limit: limitSchema(MAX_DEAD_LETTERS).default(MAX_DEAD_LETTERS) }),
    body: noBody,
    answers: { 200: deadLettersSchema },
    problems: [400, 404],
    handle: async ({ param, query: { limit } }) => {
      const queue = param("queue");
      const found = await operations.listDeadLetters(queue, limit);
      if (found === null) throw notFound("queue");
      return { status: 200, json: { queue, dead_letters: found } };
    },
  });
}

function discard({ operations, log }: RecoveryRouteDeps): Route {
  return route({
    method: "post",
    path: "/dead-letters/{queue}/discard",
    summary: "Removes the named dead letters of a consumer for good.",
    query: noQuery,
    body: jsonBody(discardRequestSchema),
    answers: { 200: discardResultSchema },
    problems: [400, 404, 413, 415, 422],
    handle: async ({ param, body: { ids } }) => {
      const queue = param("queue");
      const discarded = await operations.discard(queue, ids);
      if (discarded === null) throw notFound("queue");
      log.warn("dead letters discarded", { queue, discarded });
      return { status: 200, json: { queue, discarded } };
    },
  });
}

/** Workflows per page: seconds of work, well within the time limit of the gateway. */
const PAGE_SIZE = 200;

const rebuildRequest = z.object({
  /** Report what differs, and write nothing. */
  check: z.boolean().default(false),
  /** This one alone. */
  workflow_id: z.string().min(1).optional(),
  /** Where the page before ended. */
  cursor: cursorSchema(z.tuple([z.string()])).optional(),
});

/** One page per request: the caller sees the progress, can stop, and can continue after a failure,
 *  and the server keeps no state between requests. */
function rebuildPage(deps: RecoveryRouteDeps): Route {
  return route({
    method: "post",
    path: "/rebuild",
    summary: "Derives the last order of a page of workflows from their orders, or checks it.",
    query: noQuery,
    body: jsonBody(rebuildRequest),
    answers: { 200: rebuildPageSchema },
    problems: [400, 404, 413, 415, 422],
    handle: async ({ body: { check, workflow_id, cursor } }) => {
      const all = (await deps.workflows.scan())
        .filter((stored) => workflow_id === undefined || idOf(stored) === workflow_id)
        .toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
      if (workflow_id !== undefined && all.length === 0) throw notFound("workflow");
      const after = cursor?.[0];
      const begin = after === undefined ? 0 : all.findIndex((stored) => idOf(stored) > after);
      const page = begin === -1 ? [] : all.slice(begin, begin + PAGE_SIZE);
      const { differences, failed } = await rebuild({
        ...deps,
        scanWorkflows: async () => page,
      })({ check });
      const last = page.at(-1);
      const done = begin === -1 ? all.length : begin + page.length;
      return {
        status: 200,
        json: {
          done,
          total: all.length,
          differences,
          failed,
          next_cursor: last === undefined || done >= all.length ? null : encodeCursor([idOf(last)]),
        },
      };
    },
  });
}

function idOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.id : stored.id;
}
