import {
  healthSchema,
  type OperationsPort,
  redriveResultSchema,
  type SystemStatus,
  systemStatusSchema,
} from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { noBody } from "./body.ts";
import { conditional } from "./conditional.ts";
import { anyQuery, noQuery, type Route, route } from "./route.ts";
import { unknownQueue } from "./unknown-name.ts";

export type OperationsRouteDeps = Readonly<{ operations: OperationsPort; log: Log }>;

export function operationsRoutes(deps: OperationsRouteDeps): readonly Route[] {
  return [status(deps), redrive(deps), health(deps)];
}

function status({ operations }: OperationsRouteDeps): Route {
  return route({
    method: "get",
    path: "/status",
    summary: "Runs, lag, queues, dead letters and problems.",
    query: noQuery,
    headers: { "If-None-Match": "optional" },
    body: noBody,
    answers: { 200: systemStatusSchema, 304: null },
    problems: [],
    handle: async ({ header }) => {
      const json = await operations.readStatus();
      return conditional(header("If-None-Match"), json, JSON.stringify(withoutClocks(json)));
    },
  });
}

/** The status without the figures that change on every request although nothing happened. A lag is
 *  rounded to minutes. */
function withoutClocks({ market, stream, ...rest }: SystemStatus) {
  const { iterator_age_ms: age, ...counts } = stream;
  return {
    ...rest,
    as_of: null,
    market: { ...market, clock: null },
    stream: { ...counts, lag_minutes: age === null ? null : Math.floor(age / 60_000) },
  };
}

function redrive({ operations, log }: OperationsRouteDeps): Route {
  return route({
    method: "post",
    path: "/dead-letters/{queue}/redrive",
    summary: "Moves a consumer's dead letters back to its queue.",
    query: noQuery,
    body: noBody,
    answers: { 200: redriveResultSchema },
    problems: [404],
    handle: async ({ param }) => {
      const queue = param("queue");
      const redriven = await operations.redrive(queue);
      if (redriven === null) throw await unknownQueue(operations, queue);
      log.info("dead letters redriven", { queue, redriven });
      return { status: 200, json: { queue, redriven } };
    },
  });
}

/** Public, so the response only shows whether there is a problem. */
function health({ operations, log }: OperationsRouteDeps): Route {
  return route({
    method: "get",
    path: "/health",
    summary: "Health by status code: 200 without problems, otherwise 503.",
    query: anyQuery,
    body: noBody,
    answers: { 200: healthSchema, 503: healthSchema },
    problems: [],
    handle: async () => {
      try {
        const { problems } = await operations.readStatus();
        const ok = problems.length === 0;
        return { status: ok ? 200 : 503, json: { ok } };
      } catch (error) {
        log.error("health could not be determined", { error });
        return { status: 503, json: { ok: false } };
      }
    },
  });
}
