import { API_BASE } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { methodNotAllowed } from "hono/method-not-allowed";
import { isCutOff } from "./body.ts";
import { ApiProblem, problemOf, problemResponse } from "./problem.ts";
import type { Route } from "./route.ts";

/** The largest body of an ordinary request, and of a workflow file, in bytes. */
const MAX_BODY_BYTES = 256 * 1_024;
const MAX_FILE_BYTES = 1_024 * 1_024;

/** Routes as a web application. Every answer that is not a success is a problem (RFC 9457). */
export function appOf(routes: readonly Route[], { log }: { log: Log }): Hono {
  const app = new Hono();
  app.use(compress());
  app.use(async (context, next) => {
    await next();
    context.res.headers.set("cache-control", "no-store");
    context.res.headers.set("x-content-type-options", "nosniff");
  });
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  const limitFile = limitBody(MAX_FILE_BYTES);
  const limitRequest = limitBody(MAX_BODY_BYTES);
  app.use((context, next) =>
    context.req.path.startsWith(`${API_BASE}/import`)
      ? limitFile(context, next)
      : limitRequest(context, next),
  );
  for (const { method, path, respond } of routes) {
    const pattern = `${API_BASE}${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
    app.on(method.toUpperCase(), pattern, ({ req }) => respond(req));
  }
  app.notFound(() => problemResponse(new ApiProblem(404, "There is nothing at this address.")));
  app.onError((error, { req }) => {
    const problem = isCutOff(error)
      ? new ApiProblem(400, "The body of the request is cut off.")
      : problemOf(error);
    if (problem.status >= 500) {
      log.error("request failed", { method: req.method, path: req.path, error });
    }
    return problemResponse(problem);
  });
  return app;
}

function limitBody(maxSize: number) {
  const kilobytes = Math.floor(maxSize / 1_024);
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiProblem(413, `The body is larger than ${kilobytes} KB.`);
    },
  });
}

function refuseMethod({ req }: Context, methods: readonly string[]): Response {
  const allow = methods.join(", ");
  return problemResponse(
    new ApiProblem(405, `${req.method} is not allowed here; allowed: ${allow}.`, {
      headers: { allow },
    }),
  );
}
