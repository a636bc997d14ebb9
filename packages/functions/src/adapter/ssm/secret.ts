import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

/** Reads a secret, e.g. a token. */
export type ReadSecret = () => Promise<string>;

/** A secret from Parameter Store, read at its first use and kept: a rotated one arrives with the
 *  next deployment, which starts new functions. A failed read is repeated at the next use.
 *  Rejects with an error that names the parameter and never its value. */
export function ssmSecret({ client, name }: { client: SSMClient; name: string }): ReadSecret {
  let value: Promise<string> | undefined;
  return () => {
    value ??= read(client, name).catch((error: unknown) => {
      value = undefined;
      throw error;
    });
    return value;
  };
}

async function read(client: SSMClient, name: string): Promise<string> {
  const { Parameter } = await client.send(
    new GetParameterCommand({ Name: name, WithDecryption: true }),
  );
  if (Parameter?.Value === undefined || Parameter.Value === "") {
    throw new Error(`the parameter ${name} is empty: set the secret and deploy again`);
  }
  return Parameter.Value;
}
