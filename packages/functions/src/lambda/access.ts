import { type AwsAccess, parameterStore } from "../adapter/ssm/parameter-store.ts";
import { environment } from "./environment.ts";

const env = environment(["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SECRET_ACCESS_KEY"]);

/** The credentials that Lambda sets in the environment of a function, and the SDK's own names for
 *  another endpoint, of one service or of all. */
export function access(service: "SSM" | "S3" | "SESV2"): AwsAccess {
  return {
    region: env.AWS_REGION,
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env["AWS_SESSION_TOKEN"],
    endpoint: process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env["AWS_ENDPOINT_URL"],
  };
}

export const parameters = parameterStore(access("SSM"));
