import { timingSafeEqual } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import { CommandError } from "./failure.ts";

export type Redirect = Readonly<{
  /** The code of the finished login. Rejects with `CommandError`. */
  code: Promise<string>;
}>;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Listens at the redirect address of the login (RFC 8252, section 7.3), for one answer that contains
 *  our `state`. Rejects with `CommandError` when it cannot listen there. */
export async function awaitRedirect(options: {
  readonly redirectUrl: string;
  readonly state: string;
  readonly patienceMs: number;
}): Promise<Redirect> {
  const { state, patienceMs } = options;
  const redirect = new URL(options.redirectUrl);
  if (redirect.protocol !== "http:" || !LOOPBACK.has(redirect.hostname)) {
    throw new CommandError(
      "SAXO_REDIRECT_URL must be on this machine, such as http://localhost:4281/callback.",
    );
  }
  const server = createServer();
  const code = new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new CommandError("There was no login within five minutes."));
    }, patienceMs);
    server.on("request", (request, response) => {
      const url = addressOf(request.url ?? "/", redirect);
      if (url?.pathname !== redirect.pathname)
        return answer(response, 404, "There is nothing here.");
      // Another page could send a foreign code and log us in to an account that is not ours.
      if (!isSame(url.searchParams.get("state"), state)) {
        return answer(
          response,
          400,
          "This response does not belong to the login that was started.",
        );
      }
      const given = url.searchParams.get("code");
      clearTimeout(late);
      if (given === null) {
        const error = url.searchParams.get("error_description") ?? url.searchParams.get("error");
        answer(response, 200, "Saxo rejected the login. You can close this tab.");
        reject(new CommandError(`Saxo rejected the login: ${error ?? "no reason given"}.`));
      } else {
        answer(
          response,
          200,
          "You are logged in to Saxo. Close this tab and return to the terminal.",
        );
        resolve(given);
      }
    });
  });
  // The rejection is handled where the code is awaited, which may be later.
  code.catch(() => {});
  await listen(server, redirect);
  return { code: code.finally(() => closeSoon(server)) };
}

/** Null for an invalid address, such as `//`: no request may end the login. */
function addressOf(target: string, base: URL): URL | null {
  return URL.canParse(target, base.href) ? new URL(target, base) : null;
}

function listen(server: Server, redirect: URL): Promise<void> {
  const host = redirect.hostname === "[::1]" ? "::1" : "127.0.0.1";
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(new CommandError(`Cannot listen at ${redirect.origin}: ${error.message}.`));
    });
    server.listen(Number(redirect.port === "" ? 80 : redirect.port), host, resolve);
  });
}

/** The page's answer still has to go out. */
function closeSoon(server: Server): void {
  server.close();
  server.closeIdleConnections();
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(text);
}

function isSame(given: string | null, wanted: string): boolean {
  const a = Buffer.from(given ?? "");
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
