import { ChannelError, type ChannelErrorCode } from "@bellwether/core/announcement";
import { retryAfterSeconds } from "@bellwether/core/failure";
import { ExchangeError, exchange, type HttpAnswer, type HttpRequest } from "../http/exchange.ts";

/** The maximum length of an error in a log, a queue and on a screen. */
const MAX_REASON_LENGTH = 300;

/** How long a service has to answer. A Lambda function has longer, so that the outcome is recorded. */
export const ANSWER_TIMEOUT_MS = 10_000;

/** Bounds the wait that a service requests, so that an absurd value causes neither a flood nor hours
 *  of silence. */
const LONGEST_WAIT_SECONDS = 3_600;

/** A user has to change something first. */
const FINAL: ReadonlySet<ChannelErrorCode> = new Set(["refused", "unauthorized"]);

/** An error of a service. `waitSeconds` is what it asks to wait, from a header or a field. */
export function serviceError(
  label: string,
  code: ChannelErrorCode,
  reason: string,
  waitSeconds?: unknown,
): ChannelError {
  return new ChannelError(
    code,
    `${label} did not accept the message: ${reason.slice(0, MAX_REASON_LENGTH)}`,
    {
      retryable: !FINAL.has(code),
      ...(code === "rate-limited" && { retryAfterMs: waitMs(waitSeconds) }),
    },
  );
}

function waitMs(given: unknown): number {
  const seconds = given === undefined || given === "" ? Number.NaN : Number(given);
  const usable = Number.isFinite(seconds) && seconds >= 0 ? seconds : 1;
  return 1_000 * Math.min(LONGEST_WAIT_SECONDS, Math.max(1, usable));
}

/** One call of a service. Rejects with a `ChannelError` when there is no answer. */
export async function callService(label: string, request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await exchange(request);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    const code = error.code === "not-sent" ? "unavailable" : "unknown-outcome";
    throw serviceError(label, code, error.message);
  }
}

/** The meaning of a status, unless the service's documentation gives another. A gateway that gave up
 *  (500, 502, 504) may have forwarded the message; with 503 nothing was done. */
export function codeOfStatus(status: number): ChannelErrorCode {
  if (status === 429) return "rate-limited";
  if (status === 401) return "unauthorized";
  if (status === 503 || status === 408 || status === 425) return "unavailable";
  return status >= 300 && status < 500 ? "refused" : "unknown-outcome";
}

/** A response that the service's API does not give: a gateway's, a proxy's, or a page. It says nothing about
 *  the message, which is sent again. */
export function foreignAnswer(label: string, answer: HttpAnswer): ChannelError {
  const { status } = answer;
  const code = status >= 200 && status < 300 ? "unknown-outcome" : codeOfStatus(status);
  return serviceError(
    label,
    code === "refused" ? "unavailable" : code,
    `status ${status} without an answer of its API`,
    requestedWait(answer),
  );
}

/** Seconds, by the `Retry-After` header; undefined without one. */
export function requestedWait({ headers }: HttpAnswer): number | undefined {
  return retryAfterSeconds(headers["retry-after"], headers.date) ?? undefined;
}

/** The JSON of a response; undefined if it is not JSON. */
export function jsonOf({ text }: HttpAnswer): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
