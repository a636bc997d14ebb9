import { afterEach, describe, expect, it } from "vitest";
import { testDeps } from "../http/test-deps.ts";
import { startTestServer, type TestReply, type TestServer } from "../http/test-server.ts";
import { authorizeUrl, exchangeCode, refreshToken, type SaxoApplication } from "./oauth.ts";

const ANSWER = {
  access_token: "access",
  token_type: "Bearer",
  expires_in: 1_200,
  refresh_token: "refresh",
  refresh_token_expires_in: 2_400,
  base_uri: null,
};

/** The example of RFC 7636, appendix B. */
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE = { code: "the code", verifier: VERIFIER };

let server: TestServer | null = null;
afterEach(() => server?.close());

/** Saxo's login server. It gives these answers in order and then repeats the last one. */
async function given(...replies: readonly TestReply[]) {
  let asked = 0;
  const started = await startTestServer(() => {
    asked += 1;
    return replies[Math.min(asked, replies.length) - 1] ?? { status: 404, body: "" };
  });
  server = started;
  const application: SaxoApplication = {
    environment: { apiUrl: "http://127.0.0.1:1/", loginUrl: `${started.url}/` },
    appKey: "key",
    appSecret: "secret",
    redirectUrl: "http://localhost:4281/callback",
  };
  return { started, application, deps: testDeps({ nowMs: 5_000_700 }) };
}

const tokens: TestReply = { status: 201, body: JSON.stringify(ANSWER) };

describe("Saxo's login", () => {
  it("begins on a page that redirects back with the state", async () => {
    const { application } = await given();
    const url = authorizeUrl(application, { state: "a random state", verifier: VERIFIER });
    expect(url.pathname).toBe("/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "key",
      state: "a random state",
      redirect_uri: "http://localhost:4281/callback",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    });
  });

  it("exchanges the code for tokens with the application's secret", async () => {
    const { application, started, deps } = await given(tokens);
    expect(await exchangeCode(deps, application, CODE)).toEqual({
      access_token: "access",
      access_expires_at: 5_000 + 1_200,
      refresh_token: "refresh",
      refresh_expires_at: 5_000 + 2_400,
    });
    const [request] = started.requests;
    expect(request).toMatchObject({ method: "POST" });
    expect(request?.url.pathname).toBe("/token");
    expect(request?.headers.authorization).toBe(`Basic ${btoa("key:secret")}`);
    expect(request?.headers["content-type"]).toContain("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      grant_type: "authorization_code",
      code: "the code",
      code_verifier: VERIFIER,
      redirect_uri: "http://localhost:4281/callback",
    });
  });

  it("exchanges a refresh token for the next pair", async () => {
    const { application, started, deps } = await given(tokens);
    await refreshToken(deps, application, "old");
    expect(Object.fromEntries(new URLSearchParams(started.requests[0]?.body))).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "old",
    });
  });

  it.each([400, 401])("requires a new login when Saxo answers %i", async (status) => {
    const { application, started, deps } = await given({
      status,
      body: '{"error":"invalid_grant"}',
    });
    await expect(refreshToken(deps, application, "old")).rejects.toMatchObject({
      code: "unauthorized",
      retryable: false,
      message: "the login to Saxo has expired; log in again with `bellwether login`",
    });
    expect(started.requests).toHaveLength(1);
  });

  it("distinguishes a rejected code and a wrong secret from an expired login", async () => {
    const refused = { status: 400, body: '{"error":"invalid_grant"}' };
    const stranger = { status: 401, body: '{"error":"invalid_client"}' };
    const { application, deps } = await given(refused, stranger, stranger);
    await expect(exchangeCode(deps, application, CODE)).rejects.toMatchObject({
      code: "unauthorized",
      message:
        "Saxo did not accept the login; try again, with the redirect URL as you registered it",
    });
    const asks = [
      () => exchangeCode(deps, application, CODE),
      () => refreshToken(deps, application, "old"),
    ];
    for (const ask of asks) {
      await expect(ask()).rejects.toMatchObject({
        code: "unauthorized",
        message: expect.stringContaining("check SAXO_APP_KEY, SAXO_APP_SECRET"),
      });
    }
  });

  it("retries a refresh while the login server is down, but sends a code only once", async () => {
    const { application, started, deps } = await given({ status: 503, body: "" }, tokens);
    expect(await refreshToken(deps, application, "old")).toMatchObject({ access_token: "access" });
    await started.close();
    const again = await given({ status: 503, body: "" }, tokens);
    await expect(exchangeCode(again.deps, again.application, CODE)).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(again.started.requests).toHaveLength(1);
  });

  it("rejects a response without tokens and does not reveal its content", async () => {
    const half = JSON.stringify({ ...ANSWER, refresh_token: "", access_token: "s3cret" });
    const { application, deps } = await given({ status: 200, body: half });
    const error: unknown = await exchangeCode(deps, application, CODE).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "malformed", cause: undefined });
    expect(String(error)).not.toContain("s3cret");
  });
});
