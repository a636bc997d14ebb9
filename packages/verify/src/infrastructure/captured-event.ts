import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { Invocation } from "./invocation.ts";

/** An event as AWS sends it. */
export async function captured(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`events/${name}.json`, import.meta.url), "utf8");
  return JSON.parse(text) as Record<string, unknown>;
}

/** A request as API Gateway passes it to a function. A string is sent as YAML, anything else as
 *  JSON.
 *  @param path relative to the API's base, with the query */
export async function gatewayRequest(
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const event = await captured("request");
  const [rawPath = "", rawQueryString = ""] = `/api/workflow${path}`.split("?");
  const { http, ...context } = event["requestContext"] as { http: object };
  const type = typeof body === "string" ? "application/yaml" : "application/json";
  return {
    ...event,
    rawPath,
    rawQueryString,
    headers: {
      ...(event["headers"] as object),
      ...(body !== undefined && { "content-type": type }),
    },
    requestContext: { ...context, http: { ...http, method, path: rawPath } },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  };
}

/** A function's response to API Gateway, parsed. */
export function answerOf({ result }: Invocation): { status: number; text: string } {
  const { statusCode, body, isBase64Encoded, headers } = result as {
    statusCode: number;
    body: string;
    isBase64Encoded: boolean;
    headers: Record<string, string>;
  };
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  const text = (headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
  return { status: statusCode, text };
}
