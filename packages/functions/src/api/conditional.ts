import { createHash } from "node:crypto";
import {
  encodeInstants,
  listChangesSchema,
  type RowTexts,
  rowChanges,
  rowTexts,
} from "@bellwether/core/api";
import { type Instant, toIso } from "@bellwether/core/time";
import type * as z from "zod";
import type { Answer } from "./route.ts";

type Dated = Readonly<{ as_of: Instant }>;
type Row = Readonly<{ id: string }>;

/** The answer, or 304 if the client has it already. The tag does not cover the time of the answer, which
 *  is in the header `As-Of`, so a client that keeps its copy still knows its age. `tagged` is the part
 *  of the answer that the tag covers, if not all of it. */
export function conditional(
  ifNoneMatch: string | undefined,
  json: Dated,
  tagged = JSON.stringify({ ...json, as_of: null }),
): Answer {
  const etag = tagOf(tagged);
  const headers = { etag, "as-of": toIso(json.as_of) };
  if (ifNoneMatch !== undefined && names(ifNoneMatch, etag)) return { status: 304, headers };
  return { status: 200, headers, json };
}

function tagOf(tagged: string): string {
  return `W/"${createHash("sha256").update(tagged).digest("base64url")}"`;
}

function tagsIn(ifNoneMatch: string): readonly string[] {
  return ifNoneMatch.split(",").map((tag) => tag.trim());
}

function names(ifNoneMatch: string, etag: string): boolean {
  const tags = tagsIn(ifNoneMatch);
  return tags.includes(etag) || tags.includes("*");
}

/** Revisions of a list that are kept: a page is rarely more than one behind. */
const KEPT_REVISIONS = 8;

/** What a client that takes changes sends in `A-IM`. */
const CHANGES = "changes";

/** The request headers of a list. */
export const LIST_HEADERS = { "If-None-Match": "optional", "A-IM": "optional" } as const;

/** The answers of a list. */
export function listAnswers(schema: z.ZodObject, rows: string) {
  return { 200: schema, 226: listChangesSchema(schema, rows), 304: null };
}

/** Answers with a list: whole, with 304, or to a client that sends `A-IM: changes` and has a revision
 *  that this process still keeps, with 226 and what has changed since (delta encoding, RFC 3229).
 *  `rows` is the field of the answer that has them. */
export function conditionalList<Name extends string>(rows: Name) {
  const kept = new Map<string, RowTexts>();
  let newest: RowTexts = new Map();
  return (
    header: (name: string) => string | undefined,
    json: Dated & Readonly<Record<Name, readonly Row[]>>,
  ): Answer => {
    const texts = rowTexts(encodeInstants(json[rows]) as readonly Row[], newest);
    newest = texts;
    const rest = { ...json, [rows]: undefined };
    const tagged = [JSON.stringify({ ...rest, as_of: null }), ...texts.values()].join("\n");
    const ifNoneMatch = header("If-None-Match");
    const answer = conditional(ifNoneMatch, json, tagged);
    const before = tagsIn(ifNoneMatch ?? "")
      .flatMap((tag) => kept.get(tag) ?? [])
      .at(0);
    keep(kept, answer.headers?.["etag"] ?? "", texts);
    if (answer.status === 304) return answer;
    const { headers } = answer;
    if (before !== undefined && header("A-IM") === CHANGES) {
      const changes = { ...rest, ...rowChanges(before, texts) };
      return { status: 226, headers: { ...headers, im: CHANGES }, json: changes };
    }
    const text = { type: "application/json", content: listText(rest, rows, texts) };
    return { ...answer, json: undefined, text };
  };
}

/** The list as JSON, from the texts of its rows: thousands are written once. */
function listText(rest: object, rows: string, texts: RowTexts): string {
  const others = JSON.stringify(encodeInstants(rest)).slice(1, -1);
  return `{"${rows}":[${[...texts.values()].join(",")}],${others}}`;
}

function keep(kept: Map<string, RowTexts>, etag: string, texts: RowTexts): void {
  kept.delete(etag);
  kept.set(etag, texts);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_REVISIONS) return;
    kept.delete(oldest);
  }
}
