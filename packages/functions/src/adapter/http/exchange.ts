import { type IncomingHttpHeaders, request as plainRequest, type RequestOptions } from "node:http";
import { request as tlsRequest } from "node:https";
import { messageOf } from "@bellwether/core/failure";
import { boundedText } from "./bounded-text.ts";

export type HttpRequest = Readonly<{
  url: string;
  method?: "GET" | "POST" | "PATCH";
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Resolves the host; the connection is made to the address that it gives. */
  lookup?: RequestOptions["lookup"];
  /** The longest time from the start to the end of the answer. */
  timeoutMs: number;
}>;

export type HttpAnswer = Readonly<{
  status: number;
  headers: IncomingHttpHeaders;
  /** Null when it is too long to be an answer, or broke off. */
  text: string | null;
}>;

/** There was no answer. `not-sent`: there was no connection, so the request was not received. The
 *  message may name the host, never the path, which may contain a secret. */
export class ExchangeError extends Error {
  readonly code: "not-sent" | "no-answer";
  constructor(code: ExchangeError["code"], reason: string) {
    super(reason);
    this.name = "ExchangeError";
    this.code = code;
  }
}

/** One request and its response, on a separate connection. Follows no redirect, reads a bounded
 *  answer, and takes `timeoutMs` at most. Rejects with `ExchangeError`.
 *
 *  `fetch` does not report whether a request was sent before it failed, and has no `lookup`. */
export async function exchange(asked: HttpRequest): Promise<HttpAnswer> {
  const { url, method = "POST", headers = {}, body = "", lookup, timeoutMs } = asked;
  const request = new URL(url).protocol === "https:" ? tlsRequest : plainRequest;
  const signal = AbortSignal.timeout(timeoutMs);
  let isConnected = false;
  try {
    return await new Promise<HttpAnswer>((resolve, reject) => {
      const sent = request(
        url,
        {
          method,
          headers: { ...headers, "content-length": Buffer.byteLength(body) },
          agent: false,
          signal,
          ...(lookup !== undefined && { lookup }),
        },
        (answer) => {
          const { statusCode: status = 0, headers: received } = answer;
          // From here on the status is known, whatever becomes of the body.
          sent.off("error", reject).on("error", () => {});
          boundedText(answer)
            .catch(() => null)
            .then((text) => resolve({ status, headers: received, text }), reject)
            .finally(() => sent.destroy());
        },
      );
      const ready = new URL(url).protocol === "https:" ? "secureConnect" : "connect";
      sent.once("socket", (socket) => {
        socket.once(ready, () => {
          isConnected = true;
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  } catch (error) {
    const reason = signal.aborted
      ? `no answer within ${timeoutMs / 1_000} seconds`
      : reasonOf(error);
    throw new ExchangeError(isConnected ? "no-answer" : "not-sent", reason);
  }
}

/** A connection that was tried to several addresses fails with an error that has only a code. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  return messageOf(error);
}
