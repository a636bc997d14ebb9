import type { SSMClient } from "@aws-sdk/client-ssm";
import { GetParameterCommand, ParameterNotFound, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { TokenStore } from "./token.ts";
import { saxoTokenSchema } from "./token.ts";

/** Keeps the login in an encrypted parameter of AWS Systems Manager.
 *  Reading may lag behind a write for a moment. */
export function parameterTokenStore(options: {
  client: SSMClient;
  /** The parameter's name, such as `/bellwether/saxo-token`. */
  name: string;
}): TokenStore {
  const { client, name } = options;
  return {
    read: async () => {
      try {
        const { Parameter } = await client.send(
          new GetParameterCommand({ Name: name, WithDecryption: true }),
        );
        return saxoTokenSchema.parse(JSON.parse(Parameter?.Value ?? ""));
      } catch (cause) {
        if (cause instanceof ParameterNotFound) return null;
        throw cause;
      }
    },
    write: async (token) => {
      await client.send(
        new PutParameterCommand({
          Name: name,
          Value: JSON.stringify(token),
          Type: "SecureString",
          // Two tokens may not fit into the 4 kB of a standard parameter.
          Tier: "Intelligent-Tiering",
          Overwrite: true,
        }),
      );
    },
  };
}
