import { decodeInstants, problemSchema } from "@bellwether/core/api";
import type * as z from "zod";
import type { Access } from "../auth/access.ts";
import { access } from "../auth/open-access.ts";
import { ApiError, TIMED_OUT } from "./api-error.ts";
import { asOfNow, cachedAnswers } from "./cached-answers.ts";

export type RequestOptions = Readonly<{
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Sent as JSON. */
  json?: unknown;
  /** Sent unchanged, with its content type. */
  text?: { readonly body: string; readonly contentType: string };
  /** Keep the response and revalidate it by ETag: an unchanged one costs only a few bytes. */
  revalidate?: boolean;
  /** The ETag of what the client has. */
  ifNoneMatch?: string | undefined;
  /** Send only what has changed since that ETag, if the server can (RFC 3229). */
  acceptsChanges?: boolean;
  /** The version an edit is based on. */
  ifMatch?: number | undefined;
  signal?: AbortSignal | undefined;
}>;

/** A hung server keeps connections open forever; without a limit the failure would go unnoticed. */
const TIME_LIMIT_MS = 10_000;

/** Sends a request to the API and parses the response with its schema, instants as epoch
 *  seconds.
 *  Rejects with `ApiError`. */
export async function request<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  options: RequestOptions = {},
): Promise<z.infer<Schema>> {
  const known = options.revalidate === true ? cachedAnswers.find(path) : undefined;
  const response = await send(path, { ...options, ifNoneMatch: known?.etag });
  if (response.status === 304 && known !== undefined) return asOfNow(known, response) as never;
  const answer = await parsedBody(schema, response);
  if (options.revalidate === true) cachedAnswers.keep(path, response, answer);
  return answer;
}

/** Parses a response's body with its schema, instants as epoch seconds. Rejects with `ApiError`. */
export async function parsedBody<Schema extends z.ZodType>(
  schema: Schema,
  response: Response,
): Promise<z.infer<Schema>> {
  return parsedValue(schema, decodeInstants(await bodyOf(response)), response.status);
}

/** Parses what a response with this status had. Throws `ApiError`. */
export function parsedValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  status: number,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? "" : `: ${issue.path.join(".")} ${issue.message}`;
  throw new ApiError(status, `The server's answer cannot be read${where}`, {
    cause: parsed.error,
  });
}

/** For responses that are not JSON: the text, empty for 204. Rejects with `ApiError`. */
export async function requestText(path: string, options: RequestOptions = {}): Promise<string> {
  return (await send(path, options)).text();
}

/** Sends a request. Resolves with a success or 304. Rejects with `ApiError`. */
export async function send(path: string, options: RequestOptions): Promise<Response> {
  const current = await access();
  const response = await reach(current, path, options);
  if (response.ok || response.status === 304) return response;
  if (response.status === 401) current.refused();
  throw await problemOf(response);
}

async function reach(current: Access, path: string, options: RequestOptions): Promise<Response> {
  const headers = await headersOf(current);
  if (options.ifNoneMatch !== undefined) {
    headers.set("If-None-Match", options.ifNoneMatch);
    if (options.acceptsChanges === true) headers.set("A-IM", "changes");
  }
  if (options.json !== undefined) headers.set("Content-Type", "application/json");
  if (options.text !== undefined) headers.set("Content-Type", options.text.contentType);
  if (options.ifMatch !== undefined) headers.set("If-Match", `"${options.ifMatch}"`);
  try {
    return await fetch(`${current.apiBase}${path}`, {
      method: options.method ?? "GET",
      headers,
      body:
        options.text?.body ?? (options.json === undefined ? null : JSON.stringify(options.json)),
      signal: withTimeLimit(options.signal),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    if (error instanceof DOMException && error.name === "TimeoutError") throw timedOut(error);
    throw new ApiError(0, "The server cannot be reached", { cause: error });
  }
}

async function headersOf(current: Access, accept = "application/json"): Promise<Headers> {
  const headers = new Headers({ Accept: accept });
  const credential = await current.credential();
  if (credential !== null) headers.set("Authorization", `Bearer ${credential}`);
  return headers;
}

/** A stream of Server-Sent Events until `signal` aborts or the server ends it; null if the
 *  server sends none. Not EventSource, which cannot send a token. */
export async function requestEvents(
  path: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null> {
  const current = await access();
  if (!current.hasEvents) return null;
  const headers = await headersOf(current, "text/event-stream");
  const response = await fetch(`${current.apiBase}${path}`, { headers, signal });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  return response.ok && isStream ? response.body : null;
}

function withTimeLimit(signal: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  return signal === undefined ? limit : AbortSignal.any([signal, limit]);
}

function timedOut(cause: unknown): ApiError {
  const seconds = TIME_LIMIT_MS / 1_000;
  return new ApiError(TIMED_OUT, `The server did not answer within ${seconds} seconds`, { cause });
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    if (error instanceof DOMException && error.name === "TimeoutError") throw timedOut(error);
    throw new ApiError(response.status, "The server's answer is not JSON", { cause: error });
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  try {
    const problem = problemSchema.parse(JSON.parse(text));
    return new ApiError(response.status, problem.detail, { problem });
  } catch (error) {
    const message = `The server answered ${response.status} ${response.statusText}`.trim();
    return new ApiError(response.status, message, { cause: error });
  }
}
