import { messageOf, retryAfterSeconds } from "@bellwether/core/failure";
import { MarketError, type MarketErrorCode } from "@bellwether/core/market";
import { MAX_LATENESS_SECONDS } from "@bellwether/core/time";
import type * as z from "zod";
import type { HttpOutcome } from "./request.ts";

/** What an outcome means for the request. `retry`: send it again, not before `afterMs` (0: as the
 *  backoff decides), and fail with `error` when no attempts are left. */
export type Verdict<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "retry"; readonly afterMs: number; readonly error: MarketError }
  | { readonly kind: "stop"; readonly error: MarketError };

export function answer<T>(value: T): Verdict<T> {
  return { kind: "answer", value };
}

export function retry(
  code: MarketErrorCode,
  message: string,
  options: { afterMs?: number; cause?: unknown } = {},
): Verdict<never> {
  const { afterMs = 0, cause } = options;
  return {
    kind: "retry",
    afterMs,
    error: new MarketError(code, message, { retryable: true, cause }),
  };
}

/** A retry would give the same result. */
export function stop(code: MarketErrorCode, message: string, cause?: unknown): Verdict<never> {
  return { kind: "stop", error: new MarketError(code, message, { retryable: false, cause }) };
}

/** An answer that does not match its schema. Names the first invalid field, including its row,
 *  counted from 0. */
export function unknownShape(source: string, error: z.ZodError): Verdict<never> {
  const [issue] = error.issues;
  const place =
    issue === undefined
      ? ""
      : ` (${["answer", ...issue.path.map(String)].join(".")}: ${issue.message})`;
  return stop("malformed", `${source} sent a response of an unknown format${place}`, error);
}

/** The verdict for everything common to all servers. `null` for well-formed JSON with a 2xx status;
 *  the caller validates its shape. `source` names the server in messages. */
export function commonVerdict(source: string, outcome: HttpOutcome): Verdict<never> | null {
  switch (outcome.kind) {
    case "timeout":
      return retry("unavailable", `${source} did not answer in time`);
    case "unreachable":
      return retry("unavailable", `${source} could not be reached (${reasonOf(outcome.cause)})`, {
        cause: outcome.cause,
      });
    case "garbled":
      return retry("malformed", `${source} sent a response that is truncated or not JSON`);
    case "json":
    case "page":
      return statusVerdict(source, outcome);
  }
  return null;
}

function statusVerdict(
  source: string,
  outcome: Extract<HttpOutcome, { kind: "json" | "page" }>,
): Verdict<never> | null {
  const { status, headers } = outcome;
  const said = outcome.kind === "json" ? excerptOf(outcome.json) : "";
  if (status === 401) return stop("unauthorized", `${source} did not accept the login${said}`);
  if (status === 429) {
    return retry("budget-exhausted", `${source} asks for fewer requests`, {
      afterMs: retryAfterMs(headers) ?? 1_000,
    });
  }
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    return retry("unavailable", `${source} is not available (${status})${said}`, {
      afterMs: retryAfterMs(headers) ?? 0,
    });
  }
  if (status === 403) return stop("unauthorized", `${source} does not allow this${said}`);
  if (status >= 300) return stop("unavailable", `${source} refused the request (${status})${said}`);
  if (outcome.kind === "page") {
    return retry(
      "unavailable",
      `${source} returned a page instead of data, possibly during maintenance`,
    );
  }
  return null;
}

const LONGEST_AGE_MS = 60_000;

/** The verdict on an answer whose date is well before its arrival: it came from a cache, or this
 *  machine's clock is fast. In both cases a candle that looks closed may not be. The engine runs a
 *  minute after the half-hour, so a smaller difference is harmless. An answer from the future shows
 *  that this machine's clock is slow: beyond the lateness limit of a tick nothing is evaluated.
 *  `null` for any other answer, and for one without a date. */
export function ageVerdict(
  source: string,
  outcome: HttpOutcome,
  nowMs: number,
): Verdict<never> | null {
  if (!("headers" in outcome)) return null;
  const ageMs = nowMs - Date.parse(outcome.headers.get("date") ?? "");
  if (ageMs < -MAX_LATENESS_SECONDS * 1_000) {
    const minutes = Math.round(-ageMs / 60_000);
    return stop(
      "unavailable",
      `the clock of this machine is ${minutes} minutes slow by the date of ${source}'s answer, so that every tick would be evaluated too late: set the clock`,
    );
  }
  if (!(ageMs > LONGEST_AGE_MS)) return null;
  const seconds = Math.round(ageMs / 1_000);
  return stop(
    "unavailable",
    `${source}'s answer is ${seconds} seconds old, or the clock of this machine is fast`,
  );
}

/** Binance bans an address for three days at most. A longer wait is nonsense, and would silence a market
 *  until the next start. */
const LONGEST_WAIT_SECONDS = 3 * 24 * 3_600;

/** How long the server asks clients to wait. Null if it does not. */
export function retryAfterMs(headers: Headers): number | null {
  const seconds = retryAfterSeconds(headers.get("retry-after"), headers.get("date"));
  return seconds === null ? null : Math.ceil(1_000 * Math.min(seconds, LONGEST_WAIT_SECONDS));
}

/** The server's error message, if any, shortened for a log line. */
function excerptOf(json: unknown): string {
  if (typeof json !== "object" || json === null) return "";
  const { Message, msg, error_description, error } = json as Record<string, unknown>;
  const words = [Message, msg, error_description, error].find((word) => typeof word === "string");
  return typeof words === "string" ? `: ${words.slice(0, 200)}` : "";
}

/** `fetch` reports only "fetch failed"; its cause has the details. */
function reasonOf(cause: unknown): string {
  return cause instanceof Error && cause.cause !== undefined
    ? messageOf(cause.cause)
    : messageOf(cause);
}
