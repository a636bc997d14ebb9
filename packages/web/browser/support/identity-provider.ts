import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export const CLIENT_ID = "dashboard";
export const ACCESS_TOKEN = "an-access-token-for-tests";

/** An OpenID Connect provider that signs every user in at once. It redeems a code only with the
 *  verifier of its challenge (RFC 7636), and only once. */
export async function startIdentityProvider() {
  const challenges = new Map<string, string>();
  let signedOut = 0;

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    const isCodeWithProof =
      query.get("response_type") === "code" &&
      query.get("code_challenge_method") === "S256" &&
      query.get("client_id") === CLIENT_ID;
    if (!isCodeWithProof) return void response.writeHead(400).end();
    const code = `code-${challenges.size}`;
    challenges.set(code, query.get("code_challenge") ?? "");
    const back = new URL(query.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", query.get("state") ?? "");
    return void response.writeHead(302, { location: back.href }).end();
  };

  const redeem = async (request: IncomingMessage, response: ServerResponse, issuer: string) => {
    const form = new URLSearchParams(await text(request));
    const code = form.get("code") ?? "";
    const verifier = form.get("code_verifier") ?? "";
    const proof = createHash("sha256").update(verifier).digest("base64url");
    if (challenges.get(code) !== proof) {
      return answer(response, 400, { error: "invalid_grant" });
    }
    challenges.delete(code);
    const seconds = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuer, aud: CLIENT_ID, sub: "trader", iat: seconds, exp: seconds + 600 };
    return answer(response, 200, {
      access_token: ACCESS_TOKEN,
      token_type: "Bearer",
      expires_in: 600,
      id_token: `${encode({ alg: "none" })}.${encode(claims)}.`,
    });
  };

  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    const { pathname, searchParams } = new URL(request.url ?? "/", issuer);
    if (pathname === "/.well-known/openid-configuration") {
      answer(response, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        end_session_endpoint: `${issuer}/sign-out`,
      });
    } else if (pathname === "/authorize") authorize(searchParams, response);
    else if (pathname === "/token") void redeem(request, response, issuer);
    else if (pathname === "/sign-out") {
      signedOut += 1;
      response.writeHead(200, { "content-type": "text/html" }).end("Signed out");
    } else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    signedOut: () => signedOut,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
