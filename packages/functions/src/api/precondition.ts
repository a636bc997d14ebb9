import { ApiProblem, refusedFields } from "./problem.ts";

const FIELD = "If-Match";

/** The entity tag of a workflow: its version, which only an edit raises. It does not cover
 *  `last_order`, so it is only used for `If-Match`. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/** The version an edit was made from. 428 without it: such an edit could overwrite another. */
export function requiredVersion(header: string | undefined): number {
  if (header === undefined) {
    throw new ApiProblem(428, 'Send the version you read in If-Match, for example "3".', {
      errors: [{ field: FIELD, reason: "is missing" }],
    });
  }
  return version(header);
}

/** Null for any version: the header is missing, or `*`. */
export function optionalVersion(header: string | undefined): number | null {
  return header === undefined || header.trim() === "*" ? null : version(header);
}

/** The answer to an edit of a version that is not the newest. */
export function staleVersion(current: number): ApiProblem {
  return new ApiProblem(
    412,
    "The workflow was changed since you read it. Load it again, then make your change.",
    {
      type: "stale-version",
      errors: [{ field: FIELD, reason: `the version is ${current} now` }],
      headers: { etag: versionTag(current) },
    },
  );
}

/** Proxies may have weakened the tag on its way. */
function version(header: string): number {
  const match = /^(?:W\/)?("?)(\d{1,15})\1$/.exec(header.trim());
  if (match?.[2] !== undefined) return Number(match[2]);
  throw refusedFields(400, [{ field: FIELD, reason: 'is not a version, such as "3"' }]);
}
