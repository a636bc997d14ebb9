import { createHash } from "node:crypto";
import { type Instant, toIso } from "@bellwether/core/time";
import type { Answer } from "./route.ts";

/** The answer, or 304 if the client has it already. The tag does not cover the time of the answer, which
 *  is in the header `As-Of`, so a client that keeps its copy still knows its age. `tagged` is the part
 *  of the answer that the tag covers, if not all of it. */
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
