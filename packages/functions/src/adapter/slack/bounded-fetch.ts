import { retryAfterSeconds } from "@bellwether/core/failure";
import { boundedText, MAX_ANSWER_BYTES } from "../http/bounded-text.ts";

/** Slack's answer does not have the format of its API. It may still have accepted the message. */
class UnreadableAnswerError extends Error {
  override readonly name = "UnreadableAnswerError";
}

/** `fetch` for Slack's client, which would read an answer of any size, and treat text that is not JSON
 *  as the name of an error. Rejects with `UnreadableAnswerError` if a 2xx answer is not Slack's own
 *  complete JSON. The body of other answers is not read. */
export async function boundedFetch(
  url: string | URL | Request,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(url, init);
  const { status, statusText, headers } = response;
  if (!response.ok) {
    await response.body?.cancel();
    return new Response(null, { status, statusText, headers: withRetryAfter(status, headers) });
  }
  const text = await boundedText(response.body);
  if (text === null) {
    throw new UnreadableAnswerError(`the answer has more than ${MAX_ANSWER_BYTES} bytes`);
  }
  if (!isAnswerOfSlack(text)) throw new UnreadableAnswerError("the answer is not Slack's JSON");
  return new Response(text, { status, headers });
}

function isAnswerOfSlack(text: string): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    return (
      typeof answer === "object" &&
      answer !== null &&
      "ok" in answer &&
      (answer.ok === true ||
        (answer.ok === false && "error" in answer && typeof answer.error === "string"))
    );
  } catch {
    return false;
  }
}

/** The client understands a 429 only with a number of seconds. */
function withRetryAfter(status: number, headers: Headers): Headers {
  if (status !== 429) return headers;
  const known = new Headers(headers);
  const seconds = retryAfterSeconds(headers.get("retry-after"), headers.get("date"));
  known.set("retry-after", String(seconds ?? 1));
  return known;
}
