import { decodeInstants } from "@bellwether/core/api";

export type CachedAnswer = Readonly<{ etag: string; answer: object }>;

/** A page that is open for days reads ever new addresses: a cursor is one. */
const MAX_CACHED = 32;

const cached = new Map<string, CachedAnswer>();

/** The last response of each polled path, with its ETag. */
export const cachedAnswers = {
  find: (path: string): CachedAnswer | undefined => cached.get(path),
  keep: (path: string, response: Response, answer: unknown): void => {
    const etag = response.headers.get("ETag");
    if (etag === null || typeof answer !== "object" || answer === null) return;
    cached.delete(path);
    cached.set(path, { etag, answer });
    const [oldest] = cached.keys();
    if (cached.size > MAX_CACHED && oldest !== undefined) cached.delete(oldest);
  },
};

/** The cached response with the current `as_of`: a 304 carries it in the As-Of header. */
export function asOfNow({ answer }: CachedAnswer, response: Response): object {
  return Object.assign({}, answer, decodeInstants({ as_of: response.headers.get("As-Of") }));
}
