import {
  API_BASE,
  comparePositions,
  type DecidedRun,
  type FieldError,
  type SummaryPosition,
  sentWorkflowSchema,
  summaryPosition,
  type WorkflowDetail,
  type WorkflowList,
  type WorkflowSummary,
  workflowDetailSchema,
  workflowListSchema,
  workflowSummary,
} from "@bellwether/core/api";
import type { NewId } from "@bellwether/core/chance";
import type { ChannelName } from "@bellwether/core/channel";
import type { Publish } from "@bellwether/core/event";
import type { Log } from "@bellwether/core/log";
import type { MarketPort } from "@bellwether/core/market";
import type { DecisionStore, EpisodeCutStore } from "@bellwether/core/signal";
import type { Stored } from "@bellwether/core/store";
import type { Instant, MarketNow } from "@bellwether/core/time";
import {
  type Workflow,
  type WorkflowDraft,
  type WorkflowStore,
  workflowDraftSchema,
} from "@bellwether/core/workflow";
import * as z from "zod";
import { cuttingWorkflows } from "../handler/cutting-workflows.ts";
import { draftFitness, draftWarnings } from "../handler/draft-fitness.ts";
import { jsonBody, noBody } from "./body.ts";
import { conditional, conditionalList, LIST_HEADERS, listAnswers } from "./conditional.ts";
import { cursorSchema, encodeCursor } from "./cursor.ts";
import { limitSchema } from "./limit.ts";
import { optionalVersion, requiredVersion, staleVersion, versionTag } from "./precondition.ts";
import { ApiProblem, notFound, refusedFields } from "./problem.ts";
import { noQuery, type Route, route } from "./route.ts";
import { readWorkflow } from "./stored-workflow.ts";

export type WorkflowRouteDeps = Readonly<{
  workflows: WorkflowStore;
  /** What the newest run decided, for the list. */
  decisions: Pick<DecisionStore, "newest">;
  market: Pick<MarketPort, "findInstrument" | "readCandles">;
  /** The channels that are configured. */
  channels: readonly ChannelName[];
  episodeCuts: EpisodeCutStore;
  publish: Publish;
  marketNow: MarketNow;
  newId: NewId;
  log: Log;
}>;

export function workflowRoutes(deps: WorkflowRouteDeps): readonly Route[] {
  const cutting = { ...deps, workflows: cuttingWorkflows(deps) };
  return [list(deps), create(deps), read(deps), replace(cutting), remove(cutting)];
}

/** The most rows that a client may request by id. */
const MAX_IDS = 100;

const listQuery = z.object({
  /** Only these rows: the changed ones, for a client that has the others. */
  ids: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.string().min(1)).max(MAX_IDS))
    .optional(),
  limit: limitSchema(5_000).optional(),
  cursor: cursorSchema(z.tuple([z.string(), z.string()])).optional(),
});

/** Reads the workflows, with their last orders in them, and what the newest run decided. */
function list(deps: WorkflowRouteDeps): Route {
  const conditionally = conditionalList("workflows");
  return route({
    method: "get",
    path: "/workflows",
    summary: "All workflows with their last orders, by name; a page with limit, some with ids.",
    query: listQuery,
    headers: LIST_HEADERS,
    body: noBody,
    answers: listAnswers(workflowListSchema, "workflows"),
    problems: [400],
    handle: async ({ query, header }) => {
      const asOf = deps.marketNow();
      const [stored, run] = await Promise.all([deps.workflows.scan(), newestRun(deps, asOf)]);
      const wanted = query.ids === undefined ? stored : stored.filter(isNamed(query.ids));
      const rows = wanted.map((each) => workflowSummary(each, asOf, run));
      const page = { ...pageOf(rows, query.limit, query.cursor), total: stored.length };
      const json: WorkflowList = { ...page, as_of: asOf, decided_at: run?.tick ?? null };
      const isWhole = query.ids === undefined && query.limit === undefined;
      return isWhole ? conditionally(header, json) : conditional(header("If-None-Match"), json);
    },
  });
}

function isNamed(ids: readonly string[]) {
  const named = new Set(ids);
  return (stored: Stored<Workflow>) =>
    named.has(stored.kind === "valid" ? stored.value.id : stored.id);
}

/** The list is useful also without the decisions of the newest run. */
async function newestRun(
  { decisions, log }: WorkflowRouteDeps,
  asOf: Instant,
): Promise<DecidedRun | null> {
  try {
    const run = await decisions.newest(asOf);
    if (run === null) return null;
    const byWorkflow = new Map(run.decisions.map((each) => [each.workflow_id, each]));
    return { tick: run.tick, decisions: byWorkflow };
  } catch (error) {
    log.warn("the newest decisions could not be read", { error });
    return null;
  }
}

function pageOf(
  rows: readonly WorkflowSummary[],
  limit = rows.length,
  after?: SummaryPosition,
): Omit<WorkflowList, "as_of" | "decided_at"> {
  const placed = rows
    .map((row) => ({ row, position: summaryPosition(row) }))
    .toSorted((one, other) => comparePositions(one.position, other.position));
  const left =
    after === undefined
      ? placed
      : placed.filter(({ position }) => comparePositions(position, after) > 0);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    workflows: page.map(({ row }) => row),
    total: rows.length,
    next_cursor:
      last === undefined || page.length === left.length ? null : encodeCursor(last.position),
  };
}

function create(deps: WorkflowRouteDeps): Route {
  const { workflows, marketNow, newId, log } = deps;
  return route({
    method: "post",
    path: "/workflows",
    summary: "Creates a workflow.",
    query: noQuery,
    body: jsonBody(workflowDraftSchema),
    answers: { 201: workflowDetailSchema },
    problems: [400, 409, 413, 415, 422],
    handle: async ({ body }) => {
      const warnings = await warningsIfFit(deps, body);
      const now = marketNow();
      const id = newId();
      const workflow: Workflow = { ...body, id, version: 1, created_at: now, updated_at: now };
      const outcome = await workflows.create(workflow);
      if (outcome.kind === "name-taken") throw nameTaken();
      log.info("workflow created", { workflow_id: id });
      const location = `${API_BASE}/workflows/${id}`;
      return detail(201, workflow, { as_of: now, warnings }, { location });
    },
  });
}

function read(deps: WorkflowRouteDeps): Route {
  const { workflows, channels, marketNow } = deps;
  return route({
    method: "get",
    path: "/workflows/{id}",
    summary: "One workflow in full.",
    query: noQuery,
    body: noBody,
    answers: { 200: workflowDetailSchema },
    problems: [404, 409],
    handle: async ({ param }) => {
      const workflow = await readWorkflow(workflows, param("id"));
      const warnings = draftWarnings(workflow, channels);
      return detail(200, workflow, { as_of: marketNow(), warnings });
    },
  });
}

function replace(deps: WorkflowRouteDeps): Route {
  const { workflows, channels, marketNow, log } = deps;
  return route({
    method: "put",
    path: "/workflows/{id}",
    summary: "Replaces all editable fields if If-Match names the newest version.",
    query: noQuery,
    headers: { "If-Match": "required" },
    body: jsonBody(workflowDraftSchema),
    answers: { 200: workflowDetailSchema },
    problems: [400, 404, 409, 412, 413, 415, 422, 428],
    handle: async ({ param, header, body }) => {
      const id = param("id");
      const now = marketNow();
      const version = requiredVersion(header("If-Match"));
      // A workflow with any fault can still be disabled.
      const warnings = body.enable
        ? await warningsIfFit(deps, body)
        : draftWarnings(body, channels);
      const outcome = await workflows.update(id, version, body, now);
      switch (outcome.kind) {
        case "updated":
          log.info("workflow changed", { workflow_id: id, version: outcome.workflow.version });
          return detail(200, outcome.workflow, { as_of: now, warnings });
        case "name-taken":
          throw nameTaken();
        case "stale":
          throw staleVersion(outcome.version);
        default:
          throw notFound("workflow");
      }
    },
  });
}

function remove(deps: WorkflowRouteDeps): Route {
  const { workflows, log } = deps;
  return route({
    method: "delete",
    path: "/workflows/{id}",
    summary: "Deletes a workflow, even a damaged one; with If-Match, only that version.",
    query: noQuery,
    headers: { "If-Match": "optional" },
    body: noBody,
    answers: { 204: null },
    problems: [400, 404, 412],
    handle: async ({ param, header }) => {
      const id = param("id");
      const outcome = await workflows.delete(id, optionalVersion(header("If-Match")));
      if (outcome === "not-found") throw notFound("workflow");
      if (outcome === "stale") throw new ApiProblem(412, STALE_DELETE, { type: "stale-version" });
      log.info("workflow deleted", { workflow_id: id });
      return { status: 204 };
    },
  });
}

const STALE_DELETE = "The workflow was changed since you read it, so it was not deleted.";

function detail(
  status: 200 | 201,
  workflow: Workflow,
  found: Pick<WorkflowDetail, "as_of" | "warnings">,
  headers: Readonly<Record<string, string>> = {},
) {
  return {
    status,
    headers: { ...headers, etag: versionTag(workflow.version) },
    json: { ...sentWorkflowSchema.parse(workflow), ...found } satisfies WorkflowDetail,
  };
}

/** Refuses a workflow that can never signal, and gives the warnings about another. */
async function warningsIfFit(deps: WorkflowRouteDeps, draft: WorkflowDraft): Promise<FieldError[]> {
  const { problems, warnings } = await draftFitness(deps, draft);
  if (problems.length > 0) throw refusedFields(422, problems);
  return warnings;
}

function nameTaken(): ApiProblem {
  const reason = "another workflow has this name; names are not case-sensitive";
  return refusedFields(409, [{ field: "name", reason }], { type: "name-taken" });
}
