import { API_BASE, problemSchema } from "@bellwether/core/api";
import { instantSchema } from "@bellwether/core/time";
import * as z from "zod";
import type { Route } from "./route.ts";

/** The description of the API (OpenAPI 3.1), from the schemas that check requests and type answers.
 *  Instants are described as they are on the wire. */
export function openApi(routes: readonly Route[]): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Bellwether", version: "1", license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: API_BASE }],
    paths,
    components: { schemas: { Problem: jsonSchema(problemSchema, "output") } },
  };
}

function operation({ summary, path, query, headers, body, answers, problems }: Route) {
  const responses = Object.entries(answers).map(([status, answer]) => [
    status,
    { description: DESCRIPTIONS[status] ?? "Success", ...contentOf(answer) },
  ]);
  // Each route refuses a parameter that it does not have.
  const refused = [...new Set([400, ...problems])].map((status) => [status, PROBLEM]);
  return {
    summary,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string" },
      })),
      ...Object.entries(query.shape).map(([name, schema]) => ({
        name,
        in: "query",
        required: !schema.safeParse(undefined).success,
        schema: jsonSchema(schema, "input"),
      })),
      ...Object.entries(headers ?? {}).map(([name, need]) => ({
        name,
        in: "header",
        required: need === "required",
        schema: { type: "string" },
      })),
    ],
    ...(body.type !== null && {
      requestBody: {
        required: true,
        content: {
          [body.type]: {
            schema: body.schema === null ? { type: "string" } : jsonSchema(body.schema, "input"),
          },
        },
      },
    }),
    responses: { ...Object.fromEntries([...responses, ...refused]), default: PROBLEM },
  };
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: "OK",
  201: "Created",
  204: "Done",
  226: "What has changed since the revision in If-None-Match (RFC 3229)",
  304: "Not changed",
  503: "Not well",
};

const PROBLEM = {
  description: "Rejected, with problem details (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function contentOf(answer: z.ZodType | string | null) {
  if (answer === null) return {};
  return typeof answer === "string"
    ? { content: { [answer]: { schema: { type: "string" } } } }
    : { content: { "application/json": { schema: jsonSchema(answer, "output") } } };
}

function jsonSchema(schema: z.core.$ZodType, io: "input" | "output"): object {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema: described }) => {
      if (zodSchema !== instantSchema) return;
      for (const keyword of Object.keys(described)) Reflect.deleteProperty(described, keyword);
      Object.assign(described, { type: "string", format: "date-time" });
    },
  });
  return described;
}
