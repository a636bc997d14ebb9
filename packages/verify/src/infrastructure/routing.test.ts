import { API_BASE } from "@bellwether/core/api";
import {
  type ApiDeps,
  apiRoutes,
  fileRoutes,
  operatorRoutes,
  type Route,
} from "@bellwether/functions/api";
import { describe, expect, it } from "vitest";
import { logical, readSynthesis, resource, resourcesOf } from "./synthesis.ts";

const production = await readSynthesis("production");

/** Routes are listed but not called, so they need no dependencies. */
const nothing = {} as ApiDeps;

const keyOf = ({ method, path }: Pick<Route, "method" | "path">) =>
  `${method.toUpperCase()} ${path}`;

const SERVED_BY: ReadonlyMap<string, string> = new Map([
  ...fileRoutes(nothing).map((route) => [keyOf(route), "FilesFunction"] as const),
  ...operatorRoutes(nothing).map((route) => [keyOf(route), "OperationsFunction"] as const),
  ["GET /openapi.json", "OperationsFunction"],
]);

/** The function behind each gateway route. */
const targets = [...resourcesOf(production, "aws:apigatewayv2/route:Route")].map(
  ([name, { routeKey }]) => {
    const integration = resource(
      production,
      "aws:apigatewayv2/integration:Integration",
      name.replace(/Route$/, "Integration"),
    );
    return { routeKey: String(routeKey), fn: logical(integration["integrationUri"]) };
  },
);

const rank = (routeKey: string) =>
  (routeKey.includes("{proxy+}") ? 0 : 1_000) +
  routeKey.length -
  (routeKey.startsWith("ANY") ? 3 : 0);

/** The route that API Gateway selects: an exact path before a greedy one, the longest greedy
 *  path first, and a specific method before ANY.
 *  Source: API Gateway Developer Guide, "Routing API requests". */
function functionFor(method: string, path: string): string | undefined {
  const matching = targets.filter(({ routeKey }) => {
    const [verb = "", pattern = ""] = routeKey.split(" ");
    const prefix = pattern.replace("{proxy+}", "");
    const whole = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    const matches = pattern.endsWith("{proxy+}") ? path.startsWith(prefix) : whole.test(path);
    return matches && (verb === "ANY" || verb === method);
  });
  return matching.toSorted((a, b) => rank(b.routeKey) - rank(a.routeKey))[0]?.fn;
}

describe("the gateway", () => {
  it.each([...apiRoutes(nothing).map(keyOf), "GET /openapi.json"])(
    "routes %s to the function that serves it",
    (key) => {
      const [method = "", path = ""] = key.split(" ");
      const concrete = path.replaceAll(/\{\w+\}/g, "x");
      expect(functionFor(method, `${API_BASE}${concrete}`)).toBe(
        SERVED_BY.get(key) ?? "ApiFunction",
      );
    },
  );

  it("routes at least one request to each function", () => {
    expect(new Set(targets.map(({ fn }) => fn))).toEqual(
      new Set(["ApiFunction", "OperationsFunction", "FilesFunction"]),
    );
  });
});
