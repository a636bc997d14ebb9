import { saxoTokenSchema, type TokenStore } from "@bellwether/markets/saxo";
import type { ParameterStore } from "./parameter-store.ts";

/** Keeps the login in an encrypted parameter, such as `/bellwether/prod/saxo-session`.
 *  Reading may lag behind a write for a moment. Rejects as the parameter store does; a value that is
 *  not a login counts as missing. */
export function parameterTokenStore(parameters: ParameterStore, name: string): TokenStore {
  return {
    read: async () => {
      const value = await parameters.get(name);
      return value === null ? null : loginOf(value);
    },
    write: (token) => parameters.put(name, JSON.stringify(token)),
  };
}

/** A parameter is created with a placeholder before anyone has logged in. */
function loginOf(value: string) {
  try {
    const parsed = saxoTokenSchema.safeParse(JSON.parse(value));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
