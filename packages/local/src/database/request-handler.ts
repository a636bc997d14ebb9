import type { EmbeddedConnection } from "@bellwether/functions/adapter/dynamodb";
import * as z from "zod";
import type { CallTool, ToolAnswer } from "./dynoxide.ts";

type Parameters = Readonly<Record<string, unknown>>;
type Request = Readonly<{ headers: Readonly<Record<string, string>>; body?: string | Uint8Array }>;
type Response = Readonly<{
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}>;

/** Carries requests of the SDK's DynamoDB clients to the embedded database and its answers back:
 *  `PutItem` with `TableName` is the call `put_item` with `table_name`. The values inside keep
 *  DynamoDB's own JSON. */
export function embeddedRequestHandler(call: CallTool): EmbeddedConnection["requestHandler"] {
  return {
    metadata: { handlerProtocol: "json-rpc" },
    async handle({ headers, body = "{}" }: Request) {
      const operation = snakeCase(headers["x-amz-target"]?.split(".").at(-1) ?? "");
      const { parameters, wantsOldItem } = toolParameters(
        operation,
        JSON.parse(textOf(body)) as Parameters,
      );
      const answer = await call(operation, parameters);
      if (!answer.isError) return { response: toResponse(200, answer.text) };
      const failure = failureOf(answer);
      const old =
        wantsOldItem && failure.type === "ConditionalCheckFailedException"
          ? await readItem(call, parameters)
          : {};
      const status = failure.type === "InternalServerError" ? 500 : 400;
      return { response: toResponse(status, JSON.stringify({ ...failure.fields, ...old })) };
    },
    destroy: () => {},
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
}

function toolParameters(
  operation: string,
  body: Parameters,
): { readonly parameters: Parameters; readonly wantsOldItem: boolean } {
  const {
    // There is one copy of the data: every read is consistent.
    ConsistentRead: _,
    ReturnValuesOnConditionCheckFailure: onFailure,
    ...rest
  } = body;
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest)) parameters[snakeCase(name)] = value;
  // Otherwise it answers with a summary, in other words.
  if (operation === "describe_table") parameters["raw"] = true;
  return { parameters, wantsOldItem: onFailure === "ALL_OLD" };
}

const failureSchema = z.object({ error_type: z.string(), message: z.string() });

/** The failure, and the fields with which DynamoDB sends it. */
function failureOf({ text }: ToolAnswer): { readonly type: string; readonly fields: object } {
  const parsed = failureSchema.safeParse(orNull(text));
  // Plain text: the call itself was malformed.
  const { error_type: type, message } = parsed.success
    ? parsed.data
    : { error_type: "ValidationException", message: text };
  const reasons = type === "TransactionCanceledException" ? cancellationReasons(message) : null;
  return {
    type,
    fields: { __type: type, message, ...(reasons !== null && { CancellationReasons: reasons }) },
  };
}

/** Its message ends with one code for each part of the transaction: `[None, ConditionalCheckFailed]`. */
function cancellationReasons(message: string): readonly { readonly Code: string }[] {
  const list = /\[([^[\]]*)\]$/.exec(message)?.[1] ?? "";
  return list.split(", ").map((Code) => ({ Code }));
}

/** The item that failed a condition, which the database does not send with the failure. It is read
 *  afterwards and may have changed in between, so callers treat it as a hint. */
async function readItem(call: CallTool, parameters: Parameters): Promise<object> {
  const { table_name, key } = parameters;
  if (key === undefined) throw new TypeError("a put cannot return the previous item");
  const answer = await call("get_item", { table_name, key });
  return answer.isError ? {} : (orNull(answer.text) as object);
}

function toResponse(statusCode: number, text: string): Response {
  return { statusCode, headers: {}, body: Buffer.from(text) };
}

function textOf(body: string | Uint8Array): string {
  return typeof body === "string" ? body : new TextDecoder().decode(body);
}

function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

function orNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
