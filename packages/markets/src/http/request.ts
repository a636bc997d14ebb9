import type { Random } from "@bellwether/core/chance";
import type { Sleep, SystemNow } from "@bellwether/core/time";

/** What every HTTP adapter needs from its environment. */
export type HttpDeps = Readonly<{
  fetch: typeof fetch;
  systemNow: SystemNow;
  sleep: Sleep;
  random: Random;
}>;

export type HttpRequest = Readonly<{
  url: URL;
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  /** Sent as a form. */
  form?: URLSearchParams;
}>;

/** The outcome of a request. The shape of `json` is not validated. */
export type HttpOutcome =
  | {
      readonly kind: "json";
      readonly status: number;
      readonly headers: Headers;
      readonly json: unknown;
    }
  | { readonly kind: "page"; readonly status: number; readonly headers: Headers }
  | { readonly kind: "garbled"; readonly status: number; readonly headers: Headers }
  | { readonly kind: "timeout" }
  | { readonly kind: "unreachable"; readonly cause: unknown };

/** Far above the largest real answer (1,200 rows are 300 kB), and far below a memory problem. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Sends one request. Never rejects: every failure is an outcome. Redirects are not followed, so
 *  that credentials reach no other host. A truncated body is `unreachable`, or `garbled` if only
 *  its JSON shows it. A body that is not JSON at all is a `page`. */
export async function requestJson(
  deps: Pick<HttpDeps, "fetch">,
  request: HttpRequest,
  timeoutMs: number,
): Promise<HttpOutcome> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await deps.fetch(request.url, {
      method: request.method ?? "GET",
      headers: { accept: "application/json", ...request.headers },
      ...(request.form === undefined ? {} : { body: request.form }),
      redirect: "manual",
      signal,
    });
    const { status, headers } = response;
    const text = await readText(response);
    const isJson = /[/+]json\b/i.test(headers.get("content-type") ?? "");
    if (!isJson) return { kind: "page", status, headers };
    try {
      return { kind: "json", status, headers, json: JSON.parse(text) };
    } catch {
      // An error answer is classified by its status, whatever its body.
      return { kind: status >= 300 ? "page" : "garbled", status, headers };
    }
  } catch (cause) {
    return signal.aborted ? { kind: "timeout" } : { kind: "unreachable", cause };
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES)
      throw new RangeError(`an answer of more than ${MAX_BODY_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
