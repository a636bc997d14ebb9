import {
  deadLettersSchema,
  discardRequestSchema,
  discardResultSchema,
  MAX_DEAD_LETTERS,
  type OperationsPort,
  type RebuildPage,
  rebuildPageSchema,
} from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import type { ProjectionStore } from "@bellwether/core/projection";
import type { Stored } from "@bellwether/core/store";
import type { MarketNow, Sleep } from "@bellwether/core/time";
import type { Workflow, WorkflowStore } from "@bellwether/core/workflow";
import * as z from "zod";
import { rebuildSignals, rebuildWorkflows } from "../handler/rebuild.ts";
import { jsonBody, noBody } from "./body.ts";
import { cursorSchema, encodeCursor } from "./cursor.ts";
import { limitSchema } from "./limit.ts";
import { notFound } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";
import { unknownQueue } from "./unknown-name.ts";

export type RecoveryRouteDeps = Readonly<{
  workflows: Pick<WorkflowStore, "scan">;
  projections: ProjectionStore;
  operations: Pick<OperationsPort, "listDeadLetters" | "discard" | "readStatus">;
  marketNow: MarketNow;
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
    summary: "The dead letters of a consumer, with their reasons.",
    query: z.object({ limit: limitSchema(MAX_DEAD_LETTERS).default(MAX_DEAD_LETTERS) }),
    body: noBody,
    answers: { 200: deadLettersSchema },
    problems: [400, 404],
    handle: async ({ param, query: { limit } }) => {
      const queue = param("queue");
      const found = await operations.listDeadLetters(queue, limit);
      if (found === null) throw await unknownQueue(operations, queue);
      return { status: 200, json: { queue, dead_letters: found } };
    },
  });
}

function discard({ operations, log }: RecoveryRouteDeps): Route {
  return route({
    method: "post",
    path: "/dead-letters/{queue}/discard",
    summary: "Deletes the given dead letters of a consumer permanently.",
    query: noQuery,
    body: jsonBody(discardRequestSchema),
    answers: { 200: discardResultSchema },
    problems: [400, 404, 413, 415, 422],
    handle: async ({ param, body: { ids } }) => {
      const queue = param("queue");
      const discarded = await operations.discard(queue, ids);
      if (discarded === null) throw await unknownQueue(operations, queue);
      log.warn("dead letters discarded", { queue, discarded });
      return { status: 200, json: { queue, discarded } };
    },
  });
}

/** Workflows per page: seconds of work, well within the time limit of the gateway. */
const PAGE_SIZE = 200;

/** Where a page ended: in the workflows, the orders or the list of signals. */
const rebuildCursor = z.union([
  z.tuple([z.literal("workflows"), z.string()]),
  z.tuple([z.enum(["orders", "signals"]), z.tuple([z.string(), z.number()]).nullable()]),
]);
type RebuildCursor = z.output<typeof rebuildCursor>;

const rebuildRequest = z.object({
  /** Only report the differences. */
  check: z.boolean().default(false),
  /** This one alone, without the list of signals. */
  workflow_id: z.string().min(1).optional(),
  /** Where the previous page ended. */
  cursor: cursorSchema(rebuildCursor).optional(),
});

/** One page per request: the caller sees the progress, can stop, and can continue after a failure,
 *  and the server keeps no state between requests. First come the workflows, then the orders, whose
 *  rows in the list of signals may be missing, then the list, whose orders may be gone. */
function rebuildPage(deps: RecoveryRouteDeps): Route {
  return route({
    method: "post",
    path: "/rebuild",
    summary: "Derives a page of projections from the orders, or checks it.",
    query: noQuery,
    body: jsonBody(rebuildRequest),
    answers: { 200: rebuildPageSchema },
    problems: [400, 404, 413, 415, 422],
    handle: async ({ body: { check, workflow_id, cursor } }) => {
      const isOnly = (stored: Stored<Workflow>) => idOf(stored) === workflow_id;
      const all = (await deps.workflows.scan())
        .filter((stored) => workflow_id === undefined || isOnly(stored))
        .toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
      if (workflow_id !== undefined && all.length === 0) throw notFound("workflow");
      const page =
        cursor === undefined || cursor[0] === "workflows"
          ? await workflowPage(deps, all, cursor?.[1], check)
          : await signalPage(deps, cursor, all.length, check);
      const isDone = workflow_id !== undefined && page.next?.[0] !== "workflows";
      const { next, ...json } = page;
      const next_cursor = next === null || isDone ? null : encodeCursor(next);
      return { status: 200, json: { ...json, total: all.length, next_cursor } };
    },
  });
}

type DerivedPage = Pick<RebuildPage, "done" | "differences" | "failed"> & {
  readonly next: RebuildCursor | null;
};

async function workflowPage(
  deps: RecoveryRouteDeps,
  all: readonly Stored<Workflow>[],
  after: string | undefined,
  check: boolean,
): Promise<DerivedPage> {
  const begin = after === undefined ? 0 : all.findIndex((stored) => idOf(stored) > after);
  const page = begin === -1 ? [] : all.slice(begin, begin + PAGE_SIZE);
  const { differences, failed } = await rebuildWorkflows({
    ...deps,
    scanWorkflows: async () => page,
  })({ check });
  const last = page.at(-1);
  const done = begin === -1 ? all.length : begin + page.length;
  const isLast = last === undefined || done >= all.length;
  const next: RebuildCursor = isLast ? ["orders", null] : ["workflows", idOf(last)];
  return { done, differences: [...differences], failed: [...failed], next };
}

async function signalPage(
  deps: RecoveryRouteDeps,
  [list, after]: Extract<RebuildCursor, readonly ["orders" | "signals", unknown]>,
  done: number,
  check: boolean,
): Promise<DerivedPage> {
  const key = after === null ? null : { workflow_id: after[0], placed_at: after[1] };
  const { differences, next_after } = await rebuildSignals(deps)(list, key, { check });
  const following: RebuildCursor | null = list === "orders" ? ["signals", null] : null;
  const next: RebuildCursor | null =
    next_after === null ? following : [list, [next_after.workflow_id, next_after.placed_at]];
  return { done, differences: [...differences], failed: [], next };
}

function idOf(stored: Stored<Workflow>): string {
  return stored.kind === "valid" ? stored.value.id : stored.id;
}
