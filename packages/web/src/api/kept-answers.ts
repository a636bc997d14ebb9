import { decodeInstants } from "@bellwether/core/api";

export type KeptAnswer = Readonly<{ etag: string; answer: object }>;

/** A page that is open for days reads ever new addresses: a cursor is one. */
const MAX_KEPT = 32;

const kept = new Map<string, KeptAnswer>();

/** The last response of each polled path, with its ETag. */
export const keptAnswers = {
  find: (path: string): KeptAnswer | undefined => kept.get(path),
  keep: (path: string, response: Response, answer: unknown): void => {
    const etag = response.headers.get("ETag");
    if (etag === null || typeof answer !== "object" || answer === null) return;
    kept.delete(path);
    kept.set(path, { etag, answer });
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  },
};

/** The kept response with the current `as_of`: a 304 carries it in the As-Of header. */
export function asOfNow({ answer }: KeptAnswer, response: Response): object {
  return Object.assign({}, answer, decodeInstants({ as_of: response.headers.get("As-Of") }));
}
