import { INSTANT_FIELDS } from "@bellwether/core/api";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { apiRoutes } from "./api.ts";
import { apiHarness } from "./api-harness.ts";

const schema = z.record(z.string(), z.unknown());
const openApiSchema = z.object({
  openapi: z.literal("3.1.0"),
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        summary: z.string(),
        parameters: z.array(
          z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema }),
        ),
        requestBody: z.object({ content: schema }).optional(),
        responses: z.record(z.string(), z.object({ description: z.string() }).loose()),
      }),
    ),
  ),
});

const described = async () => openApiSchema.parse((await apiHarness().send("/openapi.json")).json);

/** Every `properties` entry of a JSON schema, at any depth. */
function propertiesOf(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap(propertiesOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key === "properties" ? Object.entries(schema.parse(inner)) : []),
    ...propertiesOf(inner),
  ]);
}

describe("openapi.json", () => {
  it("describes every route", async () => {
    const { paths, servers } = await described();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const routes = apiRoutes(apiHarness().deps).map(({ method, path }) => `${method} ${path}`);
    expect(operations.toSorted()).toEqual(routes.toSorted());
    expect(new Set(routes).size).toBe(routes.length);
    expect(servers).toEqual([{ url: "/api/workflow" }]);
  });

  it("describes what a request requires", async () => {
    const { paths } = await described();
    const put = paths["/workflows/{id}"]?.["put"];
    expect(put?.parameters).toEqual([
      { name: "id", in: "path", required: true, schema: { type: "string" } },
      { name: "If-Match", in: "header", required: true, schema: { type: "string" } },
    ]);
    expect(put?.requestBody?.content).toHaveProperty("application/json");
    expect(Object.keys(put?.responses ?? {})).toEqual(
      expect.arrayContaining(["200", "412", "422", "428", "default"]),
    );
    const [, limit, cursor] = paths["/workflows/{id}/orders"]?.["get"]?.parameters ?? [];
    expect(limit).toEqual({
      name: "limit",
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 100 },
    });
    expect(cursor).toMatchObject({ name: "cursor", required: false, schema: { type: "string" } });
  });

  it("describes instants in their transmitted form", async () => {
    const { paths } = await described();
    const instants = propertiesOf(paths).filter(([name]) => INSTANT_FIELDS.has(name));
    expect(instants.length).toBeGreaterThan(20);
    for (const [, property] of instants) {
      expect(JSON.stringify(property)).toContain('"type":"string","format":"date-time"');
    }
  });
});
