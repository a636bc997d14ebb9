import { listChangesSchema, withChanges } from "@bellwether/core/api";
import type * as z from "zod";
import { asOfNow, type CachedAnswer, cachedAnswers } from "./cached-answers.ts";
import { parsedBody, parsedValue, send } from "./request.ts";

/** HTTP's status of an answer that has only what changed (RFC 3229). */
const IM_USED = 226;

type Row = Readonly<{ id: string }>;

/** Reads a list whose rows have ids, and after the first time only what has changed in it; rows that
 *  are the same stay the same objects. `rows` is the field that has them. Rejects with `ApiError`. */
export async function requestList<List extends z.ZodObject>(
  list: List,
  rows: string & keyof z.infer<List>,
  path: string,
  signal: AbortSignal,
): Promise<z.infer<List>> {
  const known = cachedAnswers.find(path);
  const response = await send(path, { signal, ifNoneMatch: known?.etag, acceptsChanges: true });
  if (known !== undefined && response.status === 304) return asOfNow(known, response) as never;
  const answer =
    known !== undefined && response.status === IM_USED
      ? await changedAnswer(list, rows, known, response)
      : await parsedBody(list, response);
  cachedAnswers.keep(path, response, answer);
  return answer as z.infer<List>;
}

async function changedAnswer(
  list: z.ZodObject,
  rows: string,
  known: CachedAnswer,
  response: Response,
): Promise<object> {
  const answer = await parsedBody(listChangesSchema(list, rows), response);
  const { changed, removed, ...rest } = answer;
  const row = (list.shape[rows] as z.ZodArray<z.ZodType<Row>>).element;
  const before = Reflect.get(known.answer, rows) as readonly Row[];
  const after = withChanges(before, { changed, removed }, (each) =>
    parsedValue(row, each, response.status),
  );
  return { ...rest, [rows]: after };
}
