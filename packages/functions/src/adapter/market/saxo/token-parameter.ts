import type { ParameterStore } from "../../ssm/parameter-store.ts";
import type { TokenStore } from "./token.ts";
import { saxoTokenSchema } from "./token.ts";

/** Keeps the login in an encrypted parameter of AWS Systems Manager, such as
 *  `/bellwether/production/SaxoSession`. Reading may lag behind a write for a moment. */
export function parameterTokenStore(parameters: ParameterStore, name: string): TokenStore {
  return {
    read: async () => {
      const text = await parameters.get(name);
      return text === null ? null : saxoTokenSchema.parse(JSON.parse(text));
    },
    write: (token) => parameters.put(name, JSON.stringify(token)),
  };
}
