import { createHash } from "node:crypto";
import { type Instant, toIso } from "@bellwether/core/time";
import type { Answer } from "./route.ts";

/** The answer, or 304 where the client has it already. The time of the answer is no part of the tag:
 *  the header `As-Of` carries it, so that a client that keeps its copy still knows how old it is.
 *  `tagged` is what the tag covers, where that is less than the answer. */
export function conditional(
  ifNoneMatch: string | undefined,
  json: Readonly<{ as_of: Instant }>,
  tagged: unknown = { ...json, as_of: null },
): Answer {
  const digest = createHash("sha256").update(JSON.stringify(tagged)).digest("base64url");
  const etag = `W/"${digest}"`;
  const headers = { etag, "as-of": toIso(json.as_of) };
  if (matches(ifNoneMatch, etag)) return { status: 304, headers };
  return { status: 200, headers, json };
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim()) ?? [];
  return tags.includes(etag) || tags.includes("*");
}
