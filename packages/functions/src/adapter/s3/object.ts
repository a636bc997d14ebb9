import { AwsClient } from "aws4fetch";
import type { AwsAccess } from "../ssm/parameter-store.ts";

const ATTEMPTS = 4;
const TIMEOUT_MS = 10_000;

/** The text of an object in a bucket. Rejects with an error that names the object and the status. */
export function s3ReadObject({
  endpoint,
  ...access
}: AwsAccess): (bucket: string, key: string) => Promise<string> {
  const aws = new AwsClient({
    region: access.region,
    accessKeyId: access.accessKeyId,
    secretAccessKey: access.secretAccessKey,
    ...(access.sessionToken !== undefined && { sessionToken: access.sessionToken }),
    service: "s3",
    retries: ATTEMPTS - 1,
  });
  return async (bucket, key) => {
    const base = endpoint ?? `https://s3.${access.region}.amazonaws.com`;
    const path = key.split("/").map(encodeURIComponent).join("/");
    const response = await aws.fetch(`${base}/${bucket}/${path}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the object ${key} cannot be read: ${response.status}`);
    return response.text();
  };
}
