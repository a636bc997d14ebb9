import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** The text of an object. Rejects when there is none. */
export function s3ReadObject(client: S3Client): (bucket: string, key: string) => Promise<string> {
  return async (bucket, key) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (Body === undefined) throw new Error(`the object ${key} is empty`);
    return Body.transformToString();
  };
}
