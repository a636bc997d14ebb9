import type { FieldError, Problem } from "@bellwether/core/api";
import { MarketError } from "@bellwether/core/market";
import { StoreError } from "@bellwether/core/store";

/** The titles of all error statuses that the API uses. */
const TITLES = {
  400: "Bad request",
  404: "Not found",
  405: "Method not allowed",
  409: "Conflict",
  412: "Precondition failed",
  413: "Content too large",
  415: "Unsupported media type",
  422: "Unprocessable content",
  428: "Precondition required",
  500: "Internal server error",
  502: "Bad gateway",
  503: "Service unavailable",
} as const;

export type ProblemStatus = keyof typeof TITLES;

type ProblemDetails = Readonly<{
  /** The kind of the problem for programs, after `urn:bellwether:problem:`. */
  type?: string;
  errors?: readonly FieldError[];
  headers?: Readonly<Record<string, string>>;
}>;

/** A request that is refused. The message is for a person. */
export class ApiProblem extends Error {
  readonly status: ProblemStatus;
  readonly details: ProblemDetails;
  constructor(status: ProblemStatus, detail: string, details: ProblemDetails = {}) {
    super(detail);
    this.name = "ApiProblem";
    this.status = status;
    this.details = details;
  }
}

const STORES = {
  database: { name: "The database", silent: "The database does not answer" },
  queues: { name: "The queues", silent: "The queues do not answer" },
} as const satisfies Record<StoreError["service"], object>;

/** The answer to an error: the one place where an error becomes an HTTP status. For an unknown error it
 *  contains no details. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof StoreError) {
    const { silent, name } = STORES[error.service];
    return error.retryable
      ? unavailable(`${silent}. Try again in a moment.`)
      : new ApiProblem(500, `${name} refused the request; the log says why.`);
  }
  if (error instanceof MarketError) {
    if (error.code === "unknown-instrument") return new ApiProblem(404, error.message);
    if (error.code === "budget-exhausted") {
      return unavailable(`${error.message}. Try again in a minute.`);
    }
    return error.retryable
      ? unavailable("The market does not answer. Try again in a moment.")
      : new ApiProblem(502, "The market cannot answer this; the log says why.");
  }
  return new ApiProblem(500, "Something went wrong here. It has been logged.");
}

/** RFC 9457. */
export function problemResponse(problem: ApiProblem): Response {
  const { status, message, details } = problem;
  const body: Problem = {
    type: details.type === undefined ? "about:blank" : `urn:bellwether:problem:${details.type}`,
    title: TITLES[status],
    status,
    detail: message,
    ...(details.errors !== undefined && { errors: [...details.errors] }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...details.headers, "content-type": "application/problem+json" },
  });
}

export function notFound(what: string): ApiProblem {
  return new ApiProblem(404, `There is no such ${what}.`);
}

/** Fields that were refused; the first is in `detail` too, for clients that show nothing else. */
export function refusedFields(
  status: 400 | 409 | 422,
  errors: readonly FieldError[],
  details: ProblemDetails = {},
): ApiProblem {
  const [first] = errors;
  const others = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const detail =
    first === undefined
      ? "The request was refused."
      : `${first.field === "" ? "The request was refused" : first.field}: ${first.reason}${others}`;
  return new ApiProblem(status, detail, { ...details, errors });
}

function unavailable(detail: string): ApiProblem {
  return new ApiProblem(503, detail, { headers: { "retry-after": "2" } });
}
