import { encodeInstants } from "@bellwether/core/api";
import { fieldProblem } from "@bellwether/core/workflow";
import type { HonoRequest } from "hono";
import * as z from "zod";
import { type BodyReader, fieldErrors } from "./body.ts";
import { notFound, type ProblemStatus, refusedFields } from "./problem.ts";

/** What a handler answers. `json` holds instants as epoch seconds; they are ISO 8601 on the wire. */
export type Answer = Readonly<{
  status: 200 | 201 | 204 | 226 | 304 | 503;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  text?: Readonly<{ type: string; content: string }>;
}>;

type RouteRequest<Query, Body> = Readonly<{
  /** A segment of the path, decoded. */
  param: (name: string) => string;
  header: (name: string) => string | undefined;
  query: Query;
  body: Body;
}>;

type RouteSpec<Query extends z.ZodObject, Body> = Readonly<{
  method: "get" | "post" | "put" | "delete";
  /** Below the base, with parameters in braces. */
  path: string;
  summary: string;
  query: Query;
  /** Request headers that matter, and whether they must be sent. */
  headers?: Readonly<Record<string, "required" | "optional">>;
  body: BodyReader<Body>;
  /** Successful answers by status: a schema, a media type for other than JSON, or null. */
  answers: Readonly<Record<number, z.ZodType | string | null>>;
  problems: readonly ProblemStatus[];
  handle: (request: RouteRequest<z.output<Query>, Body>) => Promise<Answer>;
}>;

/** A route: its description for openapi.json, and its handler. */
export type Route = Omit<RouteSpec<z.ZodObject, unknown>, "handle"> &
  Readonly<{ respond: (request: HonoRequest) => Promise<Response> }>;

export const noQuery = z.object({});

/** Parameters are ignored: uptime checks add some, to get past caches. */
export const anyQuery = z.looseObject({});

/** Binds a handler to the schemas of its request, so that it gets checked values only. */
export function route<Query extends z.ZodObject, Body>({
  handle,
  ...documented
}: RouteSpec<Query, Body>): Route {
  return {
    ...documented,
    respond: async (request) => {
      const query = readQuery(request, documented.query);
      const body = await documented.body.read(request);
      const param = (name: string) => segment(request.param(name));
      const header = (name: string) => request.header(name);
      return toResponse(await handle({ param, header, query, body }));
    },
  };
}

/** No id is longer, and the database refuses longer keys. */
const MAX_SEGMENT_LENGTH = 200;

function segment(value = ""): string {
  if (value.length > MAX_SEGMENT_LENGTH) throw notFound("address");
  return value;
}

function readQuery<Query extends z.ZodObject>(
  request: HonoRequest,
  schema: Query,
): z.output<Query> {
  const sent = request.query();
  const parsed = schema.safeParse(sent, { error: fieldProblem });
  if (!parsed.success) throw refusedFields(400, fieldErrors(parsed.error));
  const unknown =
    schema.def.catchall === undefined
      ? Object.keys(sent).filter((name) => !Object.hasOwn(schema.shape, name))
      : [];
  if (unknown.length === 0) return parsed.data;
  throw refusedFields(
    400,
    unknown.map((field) => ({ field, reason: "is not a parameter of this address" })),
  );
}

function toResponse({ status, headers, json, text }: Answer): Response {
  const type = text?.type ?? (json === undefined ? undefined : "application/json");
  const content =
    text?.content ?? (json === undefined ? null : JSON.stringify(encodeInstants(json)));
  return new Response(content, {
    status,
    headers: { ...headers, ...(type !== undefined && { "content-type": type }) },
  });
}
