import { API_BASE, decodeInstants, type FieldError, problemSchema } from "@bellwether/core/api";
import type * as z from "zod";

/** A request that did not succeed. The message is for the person at the terminal. */
export class RequestError extends Error {
  readonly code = "request-failed";
  /** Null when there was no answer. */
  readonly status: number | null;
  /** The fields that were refused. */
  readonly errors: readonly FieldError[];
  constructor(
    message: string,
    options: { status: number | null; errors?: readonly FieldError[]; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "RequestError";
    this.status = options.status;
    this.errors = options.errors ?? [];
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";
type RequestOptions = Readonly<{
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a workflow file. */
  yaml?: string;
  headers?: Readonly<Record<string, string>>;
  /** The media type that the answer must have. */
  answers?: string;
  /** How long to wait for the answer; a minute by default. */
  timeoutMs?: number;
}>;

/** A client of the HTTP API, on this machine or on AWS; most commands use it. Every promise rejects
 *  with `RequestError`. */
export type Client = Readonly<{
  /** The answer, parsed by its schema; instants are epoch seconds. */
  request: <T>(
    method: Method,
    path: string,
    schema: z.ZodType<T>,
    options?: RequestOptions,
  ) => Promise<T>;
  /** The body of the response; empty if there is none. */
  text: (method: Method, path: string, options?: RequestOptions) => Promise<string>;
}>;

const TIMEOUT_MS = 60_000;

export function apiClient(options: {
  readonly url: string;
  readonly token: string | null;
}): Client {
  const { url, token } = options;
  const text: Client["text"] = async (method, path, given = {}) => {
    const { json, yaml, headers, answers, timeoutMs = TIMEOUT_MS } = given;
    const sent = json === undefined ? "application/yaml" : "application/json";
    const body = json === undefined ? yaml : JSON.stringify(json);
    const response = await reached(url, timeoutMs, () =>
      fetch(`${url}${API_BASE}${path}`, {
        method,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { "content-type": sent }),
          ...headers,
        },
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(timeoutMs),
      }),
    );
    const content = await reached(url, timeoutMs, () => response.text());
    if (!response.ok) throw refusal(url, response.status, content);
    const type = response.headers.get("content-type") ?? "";
    if (answers !== undefined && !type.startsWith(answers)) throw foreign(url);
    return content;
  };
  return {
    text,
    async request(method, path, schema, requestOptions) {
      const content = await text(method, path, requestOptions);
      const parsed = schema.safeParse(decodeInstants(jsonOf(content)));
      if (parsed.success) return parsed.data;
      throw foreign(url, parsed.error);
    },
  };
}

async function reached<T>(url: string, timeoutMs: number, asked: () => Promise<T>): Promise<T> {
  try {
    return await asked();
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === "TimeoutError";
    throw new RequestError(
      isLate
        ? `${url} did not answer within ${timeoutMs / 1_000} seconds.`
        : `Nothing answers at ${url}: start Bellwether, or set BELLWETHER_URL to where it is.`,
      { status: null, cause },
    );
  }
}

function foreign(url: string, cause?: unknown): RequestError {
  return new RequestError(`${url} answers, but not like Bellwether: is it another version?`, {
    status: null,
    cause,
  });
}

function refusal(url: string, status: number, content: string): RequestError {
  if (status === 401 || status === 403) {
    return new RequestError(
      `${url} requires a token: set BELLWETHER_TOKEN to its token, or to a fresh access token on AWS.`,
      { status },
    );
  }
  const problem = problemSchema.safeParse(jsonOf(content));
  if (!problem.success)
    return new RequestError(`${url} answers with status ${status}.`, { status });
  const { detail, errors = [] } = problem.data;
  return new RequestError(detail, { status, errors });
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null;
  }
}
