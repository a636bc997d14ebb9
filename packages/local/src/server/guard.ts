import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";

export type GuardOptions = Readonly<{
  /** Values of the Host header that name this server, e.g. `127.0.0.1:4280`. */
  hosts: readonly string[];
  /** Origin at which a reverse proxy shows this server to browsers, e.g. `https://bell.example`. */
  publicUrl: URL | null;
  /** If set, every API request needs it as a bearer token. */
  token: string | null;
}>;

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

type Guard = MiddlewareHandler<{ Bindings: HttpBindings }>;

/** Refuses requests of other pages in the trader's browser. A Host that is not ours is DNS rebinding; a
 *  change with a foreign Origin is cross-site request forgery. The address of the connection is also
 *  accepted as Host, because rebinding needs a name. */
export function originGuard({ hosts, publicUrl }: GuardOptions): Guard {
  const publicHosts = publicUrl === null ? [] : hostsOf(publicUrl);
  return async (context, next) => {
    const own = [...hosts, ...reachedAt(context.env.incoming.socket)];
    const host = context.req.header("host")?.toLowerCase() ?? "";
    if (!own.includes(host) && !publicHosts.includes(host)) {
      return refuse(
        421,
        "Misdirected request",
        "The Host header does not name this server. Behind a reverse proxy, set BELLWETHER_PUBLIC_URL.",
      );
    }
    const origin = context.req.header("origin");
    const foreign =
      origin !== undefined &&
      origin !== publicUrl?.origin &&
      !own.some((one) => origin === `http://${one}`);
    if (foreign && !SAFE_METHODS.has(context.req.method)) {
      return refuse(403, "Forbidden", "Requests from other origins may not change anything.");
    }
    await next();
    return undefined;
  };
}

/** Checks the token, if there is one, in constant time. */
export function tokenGuard({ token }: GuardOptions): Guard {
  return async (context, next) => {
    if (token !== null && !isSame(bearerOf(context.req.header("authorization")), token)) {
      const answer = refuse(401, "Unauthorized", "Send the BELLWETHER_TOKEN as a bearer token.");
      answer.headers.set("www-authenticate", "Bearer");
      return answer;
    }
    await next();
    return undefined;
  };
}

type Ends = Partial<Pick<Socket, "localAddress" | "localPort">>;

/** The Host headers for a URL: the scheme's default port may be omitted. */
function hostsOf({ hostname, port, protocol }: URL): string[] {
  const usual = protocol === "https:" ? "443" : "80";
  return port === "" ? [hostname, `${hostname}:${usual}`] : [`${hostname}:${port}`];
}

/** Schemes are compared without regard to case (RFC 9110, section 11.1). */
function bearerOf(header: string | undefined): string | undefined {
  return /^bearer +(.+)$/i.exec(header ?? "")?.[1];
}

/** The Host header for the address of a connection. */
function reachedAt({ localAddress, localPort }: Ends): string[] {
  if (localAddress === undefined) return [];
  const address = localAddress.replace(/^::ffff:/, "");
  const name = address.includes(":") ? `[${address}]` : address;
  return localPort === 80 ? [name, `${name}:80`] : [`${name}:${localPort}`];
}

function isSame(given: string | undefined, wanted: string): boolean {
  const a = Buffer.from(given ?? "");
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Problem details, RFC 9457. */
export function refuse(status: number, title: string, detail: string): Response {
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
