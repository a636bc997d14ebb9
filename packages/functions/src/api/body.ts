import type { FieldError } from "@bellwether/core/api";
import { decodeUtf8 } from "@bellwether/core/text";
import { fieldProblem } from "@bellwether/core/workflow";
import type { HonoRequest } from "hono";
import type * as z from "zod";
import { ApiProblem, refusedFields } from "./problem.ts";

/** Read-only fields of a workflow. They are ignored, so that an edit may send back what it read. */
const READ_ONLY = new Set([
  "id",
  "version",
  "created_at",
  "updated_at",
  "last_order",
  "score",
  "snooze",
  "as_of",
  "warnings",
]);

/** How a route reads its body, and how openapi.json describes it. */
export type BodyReader<Body> = Readonly<{
  /** Media type; null when the route takes no body. */
  type: string | null;
  schema: z.ZodType | null;
  read: (request: HonoRequest) => Promise<Body>;
}>;

export const noBody: BodyReader<undefined> = {
  type: null,
  schema: null,
  read: async () => undefined,
};

/** A JSON body as the schema reads it. 415 for another type, 400 if it is not JSON, 422 with every
 *  field that is wrong. So is a field that the schema does not know: if a misspelt field were ignored,
 *  it would get its default. */
export function jsonBody<Body>(schema: z.ZodType<Body>): BodyReader<Body> {
  const type = "application/json";
  return {
    type,
    schema,
    read: async (request) => {
      requireType(request, /^application\/(?:[\w.-]+\+)?json$/, type);
      const value = parseJson(new Uint8Array(await request.arrayBuffer()));
      const parsed = schema.safeParse(value, { error: fieldProblem });
      if (!parsed.success) throw refusedFields(422, fieldErrors(parsed.error));
      const unknown = unknownFields(value, parsed.data);
      if (unknown.length > 0) throw refusedFields(422, unknown);
      return parsed.data;
    },
  };
}

/** A workflow file as it was sent. */
export const yamlBody: BodyReader<Uint8Array> = {
  type: "application/yaml",
  schema: null,
  read: async (request) => {
    requireType(request, /^(?:application|text)\/(?:x-)?yaml$|^text\/plain$/, "application/yaml");
    return new Uint8Array(await request.arrayBuffer());
  },
};

/** One error per issue, with the path of its field. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map(({ path, message }) => ({ field: path.join("."), reason: message }));
}

function requireType(request: HonoRequest, accepted: RegExp, name: string): void {
  const type = (request.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!accepted.test(type)) {
    throw new ApiProblem(415, `Send the body as ${name}.`, {
      errors: [{ field: "Content-Type", reason: type === "" ? "is missing" : `is ${type}` }],
    });
  }
}

/** Whether the client ended the connection before its request was complete: Node's error for that. */
export function isCutOff(error: Error): boolean {
  return error.message === "aborted" && "code" in error && error.code === "ECONNRESET";
}

function parseJson(bytes: Uint8Array): unknown {
  const decoded = decodeUtf8(bytes);
  if (decoded.kind === "not-utf8") {
    throw refusedFields(400, [
      { field: "", reason: `line ${decoded.line} of the body is not UTF-8` },
    ]);
  }
  try {
    return JSON.parse(decoded.text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "cannot be read";
    throw refusedFields(400, [{ field: "", reason: `the body is not JSON: ${reason}` }]);
  }
}

/** The paths of the fields that were sent and that the schema dropped. It descends only as far as the
 *  parsed value, so the schema bounds its depth. */
function unknownFields(sent: unknown, parsed: unknown, path: readonly string[] = []): FieldError[] {
  if (!isRecord(sent) || !isRecord(parsed)) return [];
  return Object.keys(sent).flatMap((key) => {
    if (path.length === 0 && READ_ONLY.has(key)) return [];
    if (!Object.hasOwn(parsed, key)) {
      return [{ field: [...path, key].join("."), reason: "is not a known field" }];
    }
    return unknownFields(sent[key], parsed[key], [...path, key]);
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
