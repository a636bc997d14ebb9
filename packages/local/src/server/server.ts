import { existsSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { API_BASE } from "@bellwether/core/api";
import type { Log } from "@bellwether/core/log";
import { isCutOff } from "@bellwether/functions/api";
import { type HttpBindings, serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { SettingError } from "../config/environment.ts";
import { changeEvents } from "./change-events.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { type GuardOptions, originGuard, refuse, tokenGuard } from "./guard.ts";

/** Enough for a large workflow file. API Gateway would take 10 MB. */
const MAX_API_BODY_BYTES = 1_048_576;

/** Allows scripts and styles of this origin only, and no frames. On AWS the policy in stacks/web.ts also
 *  allows requests to the identity provider. */
const PAGE_HEADERS = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
} as const;

/** Makes the browser request the list while it loads the page's script. Not possible with a token. */
const LIST_AHEAD = `<${API_BASE}/workflows>; rel=preload; as=fetch; crossorigin=anonymous`;
const showsList = (path: string) => path === "/" || path.startsWith("/workflows/");

export type ServerDeps = Readonly<{
  /** The API, whose routes begin with `API_BASE`. */
  api: Hono;
  /** Folder of the built dashboard. */
  pageFolder: string;
  /** What changes while the dashboard is open. */
  changes: Pick<ChangeFeed, "listen">;
  /** Metrics in Prometheus's text format. */
  readMetrics: () => Promise<Readonly<{ type: string; content: string }>>;
  log: Pick<Log, "error">;
}>;

export type RunningServer = Readonly<{
  /** Where this machine reaches it, e.g. `http://127.0.0.1:4280`. */
  url: string;
  /** Where others reach the dashboard, for links: the public URL when there is one. */
  dashboardUrl: string;
  /** Ends open connections and stops. */
  stop: () => Promise<void>;
}>;

export type ServerOptions = Readonly<{
  host: string;
  port: number;
  token: string | null;
  /** Origin at which a reverse proxy shows the dashboard. */
  publicUrl: string | null;
}>;

/** Serves API and dashboard on one port. Rejects with `SettingError` when it is taken. */
export async function startServer(
  deps: ServerDeps,
  options: ServerOptions,
): Promise<RunningServer> {
  const hosts: string[] = [];
  const publicUrl = options.publicUrl === null ? null : new URL(options.publicUrl);
  const app = routes(deps, { hosts, publicUrl, token: options.token });
  const server = await listen(app, options.host, options.port);
  const { port } = server.address() as AddressInfo;
  const own = options.host.includes(":") ? `[${options.host}]` : options.host;
  const names = [own.toLowerCase(), "127.0.0.1", "localhost", "[::1]"];
  hosts.push(...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : []));
  const url = `http://${ANY_ADDRESS[options.host] ?? own}:${port}`;
  return {
    url,
    dashboardUrl: publicUrl?.origin ?? url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Addresses at which this machine reaches a server that is bound to all addresses. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };

function routes(deps: ServerDeps, guarded: GuardOptions): Hono<{ Bindings: HttpBindings }> {
  const { api, pageFolder, log } = deps;
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(originGuard(guarded));
  const tooLarge = () =>
    refuse(413, "Content too large", `A body has at most ${MAX_API_BODY_BYTES} bytes.`);
  app.use(`${API_BASE}/*`, bodyLimit({ maxSize: MAX_API_BODY_BYTES, onError: tooLarge }));
  app.use(`${API_BASE}/*`, async (context, next) =>
    context.req.path === `${API_BASE}/health` ? next() : tokenGuard(guarded)(context, next),
  );
  app.get(`${API_BASE}/events`, changeEvents(deps.changes));
  // As a whole, so that unknown addresses, methods and errors get the answers of the API.
  app.mount(API_BASE, api.fetch, { replaceRequest: false });
  app.get("/metrics", tokenGuard(guarded), async (context) => {
    const { type, content } = await deps.readMetrics();
    return context.body(content, 200, { "content-type": type, "cache-control": "no-store" });
  });
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(PAGE_HEADERS)) context.header(name, value);
    const immutable = context.req.path.startsWith("/assets/");
    context.header("cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (guarded.token === null && showsList(context.req.path)) context.header("link", LIST_AHEAD);
  });
  // The page asks how to sign in. There is no sign-in on one machine.
  app.get("/config.json", (context) => context.body(null, 204));
  servePage(app, pageFolder);
  app.onError((error) => {
    if (isCutOff(error)) return refuse(400, "Bad request", "The body of the request is cut off.");
    log.error("a request failed", { error });
    return refuse(500, "Internal error", "The request failed: the log says why.");
  });
  app.notFound(() => refuse(404, "Not found", "There is nothing here."));
  return app;
}

/** Serves the built dashboard. The addresses of its views (a workflow, the orders) give the same page. */
function servePage(app: Hono<{ Bindings: HttpBindings }>, folder: string): void {
  if (!existsSync(folder)) {
    app.get("/", () =>
      refuse(503, "Not built", "The dashboard is not built: run `npx -y pnpm build`."),
    );
    return;
  }
  app.get("*", serveStatic({ root: folder }));
  const page = serveStatic({ root: folder, path: "index.html" });
  app.get("*", async (context, next) =>
    /\.\w+$/.test(context.req.path) || context.req.path.startsWith("/api/")
      ? next()
      : page(context, next),
  );
}

function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  hostname: string,
  port: number,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, () => resolve(server)) as Server;
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        new SettingError(
          error.code === "EADDRINUSE"
            ? `Port ${port} is in use: stop the process that uses it, or choose another with --port or PORT.`
            : `Port ${port} of ${hostname} cannot be used: ${error.message}.`,
        ),
      );
    });
  });
}
