import { createHash } from "node:crypto";
import * as z from "zod";
import { type HttpDeps, type HttpOutcome, requestJson } from "../http/request.ts";
import { askRepeatedly, DEFAULT_RETRY_POLICY, type RetryPolicy } from "../http/retry.ts";
import { answer, commonVerdict, stop, type Verdict } from "../http/verdict.ts";
import type { SaxoEnvironment } from "./environment.ts";
import type { SaxoToken } from "./token.ts";

/** The application that the trader registered with Saxo (grant type "Code"). */
export type SaxoApplication = Readonly<{
  environment: SaxoEnvironment;
  appKey: string;
  appSecret: string;
  /** Exactly as registered. */
  redirectUrl: string;
}>;

/** Random values, unique to one login. */
export type LoginAttempt = Readonly<{
  /** Returned with the code; the caller must compare it. */
  state: string;
  /** PKCE: 43 to 128 characters. Without it a stolen code cannot be redeemed. */
  verifier: string;
}>;

/** The login page for the trader. It redirects to the redirect URL with `code` and `state`. A
 *  provider without PKCE ignores the challenge (RFC 6749, section 3.1).
 *  Source: developer.saxo, "OAuth authorization code grant" and "... (PKCE)"; RFC 7636. */
export function authorizeUrl(application: SaxoApplication, { state, verifier }: LoginAttempt): URL {
  const url = new URL("authorize", application.environment.loginUrl);
  url.searchParams.set("response_type", "code");
  url.searchParams.set("client_id", application.appKey);
  url.searchParams.set("state", state);
  url.searchParams.set("redirect_uri", application.redirectUrl);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  url.searchParams.set("code_challenge", challenge);
  url.searchParams.set("code_challenge_method", "S256");
  return url;
}

/** Exchanges the code of a completed login for tokens. Rejects with `MarketError`. */
export function exchangeCode(
  deps: HttpDeps,
  application: SaxoApplication,
  { code, verifier }: Readonly<{ code: string; verifier: string }>,
): Promise<SaxoToken> {
  // Not retried: a code works once, so a second request would only hide the first error.
  return askForToken(deps, application, {
    grant: { grant_type: "authorization_code", code, code_verifier: verifier },
    policy: ONCE,
    refusal: "Saxo did not accept the login; try again, with the redirect URL as you registered it",
  });
}

/** Exchanges a refresh token for the next pair. Rejects with `MarketError`, `unauthorized` if Saxo
 *  no longer accepts it. */
export function refreshToken(
  deps: HttpDeps,
  application: SaxoApplication,
  token: string,
): Promise<SaxoToken> {
  return askForToken(deps, application, {
    grant: { grant_type: "refresh_token", refresh_token: token },
    policy: { ...DEFAULT_RETRY_POLICY, patienceMs: 10_000 },
    refusal: "the login to Saxo has expired; log in again with `bellwether login`",
  });
}

const ONCE: RetryPolicy = { attempts: 1, firstBackoffMs: 0, maxBackoffMs: 0, patienceMs: 0 };
const TIMEOUT_MS = 10_000;
const UNKNOWN_APPLICATION =
  "Saxo does not recognize the application; check SAXO_APP_KEY, SAXO_APP_SECRET and SAXO_ENVIRONMENT";

/** Source: developer.saxo, "OAuth authorization code grant"; RFC 6749, section 5.1. */
const tokenAnswerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number().positive(),
});

const errorSchema = z.object({ error: z.string() });

/** `refusal` is the verdict if Saxo does not accept the grant. */
function askForToken(
  deps: HttpDeps,
  application: SaxoApplication,
  asked: { grant: Readonly<Record<string, string>>; policy: RetryPolicy; refusal: string },
): Promise<SaxoToken> {
  const { grant, policy, refusal } = asked;
  const { environment, appKey, appSecret, redirectUrl } = application;
  const secret = Buffer.from(`${appKey}:${appSecret}`).toString("base64");
  const request = {
    url: new URL("token", environment.loginUrl),
    method: "POST" as const,
    headers: { authorization: `Basic ${secret}` },
    form: new URLSearchParams({ ...grant, redirect_uri: redirectUrl }),
  };
  return askRepeatedly(deps, policy, async () => {
    const askedAt = Math.floor(deps.systemNow() / 1_000);
    return verdictOf(await requestJson(deps, request, TIMEOUT_MS), askedAt, refusal);
  });
}

function verdictOf(outcome: HttpOutcome, askedAt: number, refusal: string): Verdict<SaxoToken> {
  if ((outcome.kind === "json" || outcome.kind === "page") && [400, 401].includes(outcome.status)) {
    const said = errorSchema.safeParse(outcome.kind === "json" ? outcome.json : null);
    const isApplication = said.success && said.data.error === "invalid_client";
    return stop("unauthorized", isApplication ? UNKNOWN_APPLICATION : refusal);
  }
  const common = commonVerdict("Saxo's login server", outcome);
  if (common !== null) return common;
  const parsed = tokenAnswerSchema.safeParse(outcome.kind === "json" ? outcome.json : null);
  // The parse error is not attached as a cause: it could carry a token into a log.
  if (!parsed.success) return stop("malformed", "Saxo's login server sent no tokens");
  const { access_token, expires_in, refresh_token, refresh_token_expires_in } = parsed.data;
  return answer({
    access_token,
    access_expires_at: Math.floor(askedAt + expires_in),
    refresh_token,
    refresh_expires_at: Math.floor(askedAt + refresh_token_expires_in),
  });
}
