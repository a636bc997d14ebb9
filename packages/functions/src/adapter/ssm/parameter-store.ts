import { AwsClient } from "aws4fetch";
import * as z from "zod";

/** Encrypted parameters of AWS Systems Manager: secrets that are read, and a login that is kept. */
export type ParameterStore = Readonly<{
  /** Null when there is no parameter of that name. Rejects with `ParameterStoreError`. */
  get: (name: string) => Promise<string | null>;
  /** Rejects with `ParameterStoreError`. */
  put: (name: string, value: string) => Promise<void>;
}>;

/** Parameter Store refused or did not answer. The message names the parameter, never a value. */
export class ParameterStoreError extends Error {
  readonly code = "parameter-store";
  readonly retryable = true;
  constructor(name: string, reason: string, options?: { cause?: unknown }) {
    super(`Parameter Store and ${name}: ${reason}`, options);
    this.name = "ParameterStoreError";
  }
}

export type AwsAccess = Readonly<{
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  /** Another server that speaks the same API. */
  endpoint?: string | undefined;
}>;

const ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;

const parameterSchema = z.object({ Parameter: z.object({ Value: z.string().min(1) }) });
const errorSchema = z
  .object({ __type: z.string() })
  .transform(({ __type: type }) => ({ type: type.split("#").at(-1) ?? "" }));

/** Two calls of a JSON API, signed. The SDK's client for it would be a sixth of every bundle, and
 *  most of that the names of errors that cannot happen here.
 *  Source: AWS Systems Manager API reference, GetParameter and PutParameter. */
export function parameterStore({ endpoint, ...access }: AwsAccess): ParameterStore {
  const aws = new AwsClient({
    region: access.region,
    accessKeyId: access.accessKeyId,
    secretAccessKey: access.secretAccessKey,
    ...(access.sessionToken !== undefined && { sessionToken: access.sessionToken }),
    service: "ssm",
    retries: ATTEMPTS - 1,
  });
  const url = endpoint ?? `https://ssm.${access.region}.amazonaws.com`;

  const call = async (action: string, name: string, input: object): Promise<Answer> => {
    try {
      const response = await aws.fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `AmazonSSM.${action}`,
        },
        body: JSON.stringify({ Name: name, ...input }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const json: unknown = await response.json();
      return response.ok ? { kind: "done", json } : { kind: "refused", type: errorType(json) };
    } catch (cause) {
      throw new ParameterStoreError(name, "no answer", { cause });
    }
  };

  return {
    async get(name) {
      const answer = await call("GetParameter", name, { WithDecryption: true });
      if (answer.kind === "refused") {
        if (answer.type === "ParameterNotFound") return null;
        throw new ParameterStoreError(name, answer.type);
      }
      const parsed = parameterSchema.safeParse(answer.json);
      if (!parsed.success) throw new ParameterStoreError(name, "a response without a value");
      return parsed.data.Parameter.Value;
    },
    async put(name, value) {
      const answer = await call("PutParameter", name, {
        Value: value,
        Type: "SecureString",
        // Two of Saxo's tokens may not fit into the 4 kB of a standard parameter.
        Tier: "Intelligent-Tiering",
        Overwrite: true,
      });
      if (answer.kind === "refused") throw new ParameterStoreError(name, answer.type);
    },
  };
}

type Answer =
  | { readonly kind: "done"; readonly json: unknown }
  | { readonly kind: "refused"; readonly type: string };

/** `com.amazonaws.ssm#ParameterNotFound` or the name alone. */
function errorType(json: unknown): string {
  const parsed = errorSchema.safeParse(json);
  return parsed.success ? parsed.data.type : "an unknown error";
}
