import { boundedText, MAX_ANSWER_BYTES } from "../http/bounded-text.ts";

/** Slack did not answer in the shape of its API: it may have taken the message all the same. */
class UnreadableAnswerError extends Error {
  override readonly name = "UnreadableAnswerError";
}

/** `fetch` for Slack's client, which by itself reads an answer of any size, and takes text that is
 *  no JSON for the name of an error. A 2xx answer is Slack's own JSON and complete, or this rejects
 *  with `UnreadableAnswerError`; of other answers the body is left unread. */
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
  const known = new Headers(headers);
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  if (status === 429 && !(Number.isFinite(seconds) && seconds >= 0)) known.set("retry-after", "1");
  return known;
}
